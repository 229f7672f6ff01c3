"""Where petitions went: bands from their kind to the outcome of their handling."""

from collections.abc import Mapping, Sequence

from ui.charts.base import Figure, Look, chart, faint

# How strongly a band is painted, so that the words on it stay readable.
FAINT = 0.38


def bands(
    counts: Mapping[tuple[str, str], float],
    *,
    sources: Mapping[str, str],
    targets: Mapping[str, str],
    sentence: str,
    look: Look,
    height: int = 320,
) -> Figure:
    """A Sankey of (source, target) -> number; nodes say their word and number, empty ones are left out.

    `sources` and `targets` give the words in order, `sentence` has the places {source}, {target} and
    {count}. The bands cannot be chosen with a click: plotly does not report it; the table of numbers can.
    """
    left = [key for key in sources if any(one == key and value for (one, _t), value in counts.items())]
    right = [key for key in targets if any(one == key and value for (_s, one), value in counts.items())]
    links = [(s, t, counts[s, t]) for s in left for t in right if counts.get((s, t))]
    words = [sources[key] for key in left] + [targets[key] for key in right]
    sums = [sum(v for s, _t, v in links if s == key) for key in left]
    sums += [sum(v for _s, t, v in links if t == key) for key in right]
    colours = [look.palette.kinds.get(key, look.palette.muted) for key in left]
    data = [
        {
            "type": "sankey",
            "arrangement": "fixed",
            "textfont": {"color": look.palette.ink, "size": 13},
            "node": {
                "label": [
                    f"{word} · {look.number(number)}" for word, number in zip(words, sums, strict=True)
                ],
                "color": [*colours, *[look.palette.muted] * len(right)],
                "pad": 14,
                "thickness": 14,
                "line": {"width": 0},
                "hovertemplate": "%{label}<extra></extra>",
            },
            "link": {
                "source": [left.index(s) for s, _t, _v in links],
                "target": [len(left) + right.index(t) for _s, t, _v in links],
                "value": [v for _s, _t, v in links],
                "color": [faint(colours[left.index(s)], FAINT) for s, _t, _v in links],
                "customdata": _sentences(links, sources, targets, sentence, look),
                "hovertemplate": "%{customdata}<extra></extra>",
            },
        }
    ]
    return chart(data, look.layout(height=height, margin={"t": 10, "b": 14, "l": 6, "r": 6}))


def _sentences(
    links: Sequence[tuple[str, str, float]],
    sources: Mapping[str, str],
    targets: Mapping[str, str],
    sentence: str,
    look: Look,
) -> list[str]:
    return [
        sentence.format(source=sources[s], target=targets[t], count=look.number(value))
        for s, t, value in links
    ]
