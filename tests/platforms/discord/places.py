"""The people and places that every loopback Discord begins with; tests add their own by `World`."""

from .people import World

ADA, BEN, EVE = 100_000_000_000_000_001, 100_000_000_000_000_002, 100_000_000_000_000_003
# A server with the bot and two channels, and one that it is no member of.
SCHOOL, GENERAL, PRACTICE = 200_000_000_000_000_001, 200_000_000_000_000_002, 200_000_000_000_000_003
ELSEWHERE, LOBBY = 300_000_000_000_000_001, 300_000_000_000_000_002
# A conversation of Ada and Ben, in which the bot cannot be.
GROUP = 400_000_000_000_000_001


def furnish(world: World) -> None:
    """Ada, Ben and Eve; of them Ben has the app installed for himself."""
    for identity, name in ((ADA, "ada"), (BEN, "ben"), (EVE, "eve")):
        world.add_user(name, identity, installed=identity == BEN)
    world.add_guild("school", id=SCHOOL)
    world.add_channel(SCHOOL, "general", id=GENERAL)
    world.add_channel(SCHOOL, "practice", id=PRACTICE)
    world.add_guild("elsewhere", bot_is_member=False, id=ELSEWHERE)
    world.add_channel(ELSEWHERE, "lobby", id=LOBBY)
    world.add_group(ADA, BEN, id=GROUP)
