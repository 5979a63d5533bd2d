"""`coach quarantine`: pieces of documents that seem to speak to the model, and what becomes of them."""

import asyncio
import unicodedata
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import app
from bot.cli.options import AsJson

if TYPE_CHECKING:
    from knowledge.questions import Quarantined

quarantine_app = typer.Typer(
    help="Pieces of documents that seem to speak to the model, kept out until somebody has looked.",
    epilog="Examples:  coach quarantine   |   coach quarantine show ID   |   coach quarantine release ID",
    rich_markup_mode=None,
)
app.add_typer(quarantine_app, name="quarantine")

PieceIds = Annotated[list[str], typer.Argument(help="Ids, as `coach quarantine` lists them.", metavar="ID...")]
InGeneration = Annotated[
    str, typer.Option("--generation", help="A generation that waits to be published, not the one that serves.")
]


@quarantine_app.callback(invoke_without_command=True)
def list_pieces(context: typer.Context, generation: InGeneration = "", as_json: AsJson = False) -> None:
    if context.invoked_subcommand is not None:
        return
    from bot.cli.output import print_json_line
    from bot.cli.tables import print_table

    pieces = _open_pieces(generation)
    if as_json:
        for piece in pieces:
            print_json_line(piece_row(piece))
    elif pieces:
        rows = [(one.id, one.locator.where, one.reason, escaped(one.excerpt)) for one in pieces]
        print_table("In quarantine", ["id", "where", "reason", "excerpt"], rows)
        print("`coach quarantine show ID` shows one whole, `release ID` lets it in, `drop ID` keeps it out for good.")
    else:
        print("Nothing is in quarantine.")


@quarantine_app.command(epilog="Example:  coach quarantine show q-3fa2b81c90de")
def show(
    piece: Annotated[str, typer.Argument(help="Its id.", metavar="ID")],
    generation: InGeneration = "",
    as_json: AsJson = False,
) -> None:
    """A piece whole; characters that nothing shows, or that would steer a terminal, are written out."""
    from bot.cli.output import print_json
    from bot.errors import UnknownThing

    found = next((one for one in _open_pieces(generation) if one.id == piece), None)
    if found is None:
        raise UnknownThing(f"Nothing in quarantine has the id {piece!r}: `coach quarantine` lists what waits.")
    if as_json:
        print_json(piece_row(found))
        return
    print(f"{escaped(found.locator.where)}, a {found.kind}, {found.reason}:")
    print(f"  {escaped(found.excerpt)}\n")
    print(escaped(found.text))


@quarantine_app.command(epilog="Example:  coach quarantine release q-3fa2b81c90de")
def release(ids: PieceIds, as_json: AsJson = False) -> None:
    """Let pieces in as normal questions and passages, at once; later ingests keep to it while they say no more."""
    from bot.assemble import open_library
    from bot.assemble.ingesting import release_pieces
    from bot.cli.output import print_json
    from bot.settings import read_settings

    settings = read_settings()
    report = asyncio.run(release_pieces(settings, open_library(settings), ids))
    if as_json:
        print_json({"released": ids, "generation": report.generation})
    else:
        print(f"Released. Generation {report.generation} serves {'it' if len(ids) == 1 else 'them'} now.")


@quarantine_app.command(epilog="Example:  coach quarantine drop q-3fa2b81c90de")
def drop(ids: PieceIds, as_json: AsJson = False) -> None:
    """Keep pieces out for good: they are no longer listed."""
    import getpass

    from bot.assemble import open_library
    from bot.assemble.quarantine import decide
    from bot.cli.output import print_json
    from bot.settings import read_settings

    settings = read_settings()
    asyncio.run(decide(settings, open_library(settings), ids, "dropped", getpass.getuser()))
    if as_json:
        print_json({"dropped": ids})
    else:
        print("Dropped." if len(ids) == 1 else f"Dropped {len(ids)}.")


def piece_row(piece: "Quarantined") -> dict[str, Any]:
    """The stable JSON form of a piece in quarantine."""
    place = piece.locator
    return {
        "id": piece.id,
        "kind": piece.kind,
        "reason": piece.reason,
        "excerpt": piece.excerpt,
        "text": piece.text,
        "source": {
            "path": place.path,
            "start_line": place.start_line,
            "end_line": place.end_line,
            "place": place.place,
        },
    }


def escaped(text: str) -> str:
    """Text that cannot steer a terminal, with what nobody would see in it written as its code: `\\u202e`."""
    return "".join(
        one
        if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cf", "Co", "Cs", "Cn")
        else f"\\u{ord(one):04x}"
        for one in text
    )


def _open_pieces(generation_id: str) -> list["Quarantined"]:
    from bot.assemble import open_library, open_store
    from bot.assemble.quarantine import open_pieces
    from bot.settings import read_settings

    settings = read_settings()
    library = open_library(settings)
    generation = library.generations.open(generation_id) if generation_id else library.generations.current()

    async def run() -> list["Quarantined"]:
        async with open_store(settings) as store:
            return list(await open_pieces(store, generation))

    return asyncio.run(run())
