"""What is wrong with a table of risk points, each fault as a sentence that names its line."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from services.errors import AppError
from services.hotspots.assessment import CAPS, HIGHEST, RULES, SENTENCES
from services.hotspots.points import Band
from services.text import N_

COOLING = ("dialogue", "agreement")
LEVELS = ("level.watch", "level.warning", "level.hot")
TREND = "trend.days"
SINGLE = (*CAPS, *LEVELS, *RULES, TREND)
KNOWN = (*SENTENCES, *SINGLE)
# The lowest value that says anything; what every matter has is no reason.
LEAST = {"over_level_reach": 3, "units": 2, "days_unenforced": 0}
# Matters are looked through a year back: a longer window would see less than it promises.
LONGEST_WINDOW = 366


class FactorUnknown(AppError):
    msgid = N_("Line {line}: there is no factor “{factor}”. Choose one from the list.")


class FactorMissing(AppError):
    msgid = N_("The table has no line for “{factor}”. Enter one; with 0 points it counts for nothing.")


class OneLineOnly(AppError):
    msgid = N_("Line {line}: “{factor}” has one line only. Remove this one.")


class WindowWrong(AppError):
    msgid = N_("Line {line}: the days looked back over must be 1 to {most}, the same for the whole factor.")


class WindowNotAsked(AppError):
    msgid = N_("Line {line}: this factor looks back over the whole life of a matter. Leave the days empty.")


class BandUpsideDown(AppError):
    msgid = N_("Line {line}: “to” is less than “from”. Correct the numbers.")


class BandTooLow(AppError):
    msgid = N_("Line {line}: “from” must be {least} or more.")


class BandsDoNotMeet(AppError):
    msgid = N_("Line {line}: “from” must be {wanted}, where the line before it ends.")


class BandNeverEnds(AppError):
    msgid = N_("Line {line}: only the last line of a factor may be without “to”, and it has to be.")


class PointsOutOfRange(AppError):
    msgid = N_("Line {line}: points lie between {least} and {most} here.")


class PointsDoNotRise(AppError):
    msgid = N_("Line {line}: a higher value may not bring fewer points than the line before it.")


class CapTooLow(AppError):
    msgid = N_("Line {line}: the cap is lower than the {points} points that one of its factors brings alone.")


class LevelsDoNotRise(AppError):
    msgid = N_("Line {line}: this level must begin above the one before it.")


class TimeReachesTheList(AppError):
    msgid = N_(
        "Line {line}: lateness and length together must stay below the level “Watch” ({points} points)."
    )


class RuleBelowWarning(AppError):
    msgid = N_("Line {line}: the rule says “at least a warning”, so it needs {points} points or more.")


Numbered = tuple[int, Band]


def faults(lines: Sequence[Numbered], *, shape: Sequence[Band]) -> list[AppError]:
    """Everything that is wrong with lines and their numbers, in any order.

    `shape` is the shipped table, which tells which factors look back over days.
    """
    found: list[AppError] = []
    by_factor: dict[str, list[Numbered]] = {}
    for number, line in sorted(lines, key=lambda one: (one[1].low, one[0])):
        if line.factor in KNOWN:
            by_factor.setdefault(line.factor, []).append((number, line))
        else:
            found.append(FactorUnknown(line=number, factor=line.factor))
    found += [FactorMissing(factor=WORDS[factor]) for factor in KNOWN if factor not in by_factor]
    windowed = {line.factor for line in shape if line.window_days is not None}
    for factor, of_it in by_factor.items():
        found += _window(of_it, asked=factor in windowed)
        found += _single(of_it) if factor in SINGLE else _bands(factor, of_it)
    # What follows compares lines with one another: asked once each of them stands by itself.
    return found or list(_together({factor: of_it[0] for factor, of_it in by_factor.items()}, by_factor))


def _window(of_it: list[Numbered], *, asked: bool) -> Iterator[AppError]:
    for number, line in of_it:
        days = line.window_days
        if not asked and days is not None:
            yield WindowNotAsked(line=number)
        if asked and (days is None or not 1 <= days <= LONGEST_WINDOW or days != of_it[0][1].window_days):
            yield WindowWrong(line=number, most=LONGEST_WINDOW)


def _single(of_it: list[Numbered]) -> Iterator[AppError]:
    number, line = of_it[0]
    least = 0 if line.factor == TREND else 1
    if not least <= line.points <= HIGHEST:
        yield PointsOutOfRange(line=number, least=least, most=HIGHEST)
    if line.factor in RULES and line.low < 1:
        yield BandTooLow(line=number, least=1)
    for other, second in of_it[1:]:
        yield OneLineOnly(line=other, factor=WORDS[second.factor])


def _bands(factor: str, of_it: list[Numbered]) -> Iterator[AppError]:
    cools = factor in COOLING
    least, most = (-HIGHEST, 0) if cools else (0, HIGHEST)
    before: Band | None = None
    for number, line in of_it:
        if line.high is not None and line.high < line.low:
            yield BandUpsideDown(line=number)
        if before is None and line.low < LEAST.get(factor, 1):
            yield BandTooLow(line=number, least=LEAST.get(factor, 1))
        if before is not None and before.high is not None and line.low != before.high + 1:
            yield BandsDoNotMeet(line=number, wanted=before.high + 1)
        if (line.high is None) != (number == of_it[-1][0]):
            yield BandNeverEnds(line=number)
        if not least <= line.points <= most:
            yield PointsOutOfRange(line=number, least=least, most=most)
        elif before is not None and (line.points > before.points if cools else line.points < before.points):
            yield PointsDoNotRise(line=number)
        before = line


def _together(first: dict[str, Numbered], by_factor: dict[str, list[Numbered]]) -> Iterator[AppError]:
    for cap, (factors, _msgid) in CAPS.items():
        number, line = first[cap]
        alone = max(band.points for factor in factors for _number, band in by_factor[factor])
        if line.points < alone:
            yield CapTooLow(line=number, points=alone)
    for lower, upper in pairwise(LEVELS):
        if first[upper][1].points <= first[lower][1].points:
            yield LevelsDoNotRise(line=first[upper][0])
    watch, warning = first["level.watch"][1].points, first["level.warning"][1].points
    if first["cap.time"][1].points >= watch:
        yield TimeReachesTheList(line=first["cap.time"][0], points=watch)
    for rule in RULES:
        if first[rule][1].points < warning:
            yield RuleBelowWarning(line=first[rule][0], points=warning)


# The lines by the names they have on screen.
WORDS = {
    "crowd_size": N_("Largest crowd (people)"),
    "crowd_count": N_("Number of crowds"),
    "over_level_reach": N_("Highest level reached (3 province, 4 central authorities)"),
    "over_level_count": N_("Times above the competent level"),
    "repetition": N_("Petitions after the answer"),
    "units": N_("Units involved"),
    "days_late": N_("Days beyond the legal deadline"),
    "months_open": N_("Months since acceptance"),
    "days_unenforced": N_("Days an effective decision is not enforced"),
    "media": N_("Press and social media (1 local, 2 wide)"),
    "directive": N_("Directive of a superior (1 waits, 2 late)"),
    "dialogue": N_("Cooling: dialogue held"),
    "agreement": N_("Cooling: agreement or part withdrawn"),
    "cap.crowd": N_("Cap: size and number of crowds together"),
    "cap.time": N_("Cap: lateness and length together"),
    "level.watch": N_("Level “Watch” from"),
    "level.warning": N_("Level “Warning” from"),
    "level.hot": N_("Level “Hot” from"),
    "rule.crowd_persons": N_("Rule: people in one crowd"),
    "rule.crowds_close": N_("Rule: crowds within the days"),
    "trend.days": N_("Days between the two levels compared"),
}
