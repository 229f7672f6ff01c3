"""Write every template anew; what an administrator has replaced lies in the database and stays."""

from pathlib import Path

from scripts.word_templates import complaints, denunciations, others
from scripts.word_templates.layout import Paper, made

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "word"
PAPERS: tuple[Paper, ...] = (*complaints.PAPERS, *denunciations.PAPERS, *others.PAPERS)


def main() -> None:
    """One .docx per paper."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for paper in PAPERS:
        (FOLDER / f"{paper.name}.docx").write_bytes(made(paper))


if __name__ == "__main__":
    main()
