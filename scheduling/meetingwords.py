"""What the mails about a meeting say, in the reader's language (``say``)."""

from scheduling.mails import Facts, MailKind
from scheduling.wording import Say


def button(say: Say, _facts: Facts) -> str:
    """The words on the link."""
    return say("Join the meeting")


def footer(say: Say, facts: Facts) -> str:
    """Why this mail was sent."""
    return say(
        "{organisation} sent you this mail because {host} invited you.",
        organisation=facts.organisation,
        host=facts.host_name,
    )


def subject(say: Say, facts: Facts) -> str:
    """The subject line."""
    match facts.kind:
        case MailKind.INVITE:
            return say("{host} invites you: {title}", host=facts.host_name, title=facts.title)
        case MailKind.RESCHEDULE if facts.before is not None:
            return say("New time: {title}", title=facts.title)
        case MailKind.RESCHEDULE:
            return say("Changed: {title}", title=facts.title)
        case MailKind.CANCEL:
            return say("Cancelled: {title}", title=facts.title)
        case _:
            return say("Your new link: {title}", title=facts.title)


def lead(say: Say, facts: Facts) -> str:
    """The first sentence."""
    host = facts.host_name
    match facts.kind:
        case MailKind.INVITE:
            return say("{host} invites you to a video meeting.", host=host)
        case MailKind.RESCHEDULE if facts.before is not None:
            return say("{host} has moved your meeting to another time.", host=host)
        case MailKind.RESCHEDULE:
            return say("{host} has changed the details of your meeting.", host=host)
        case MailKind.CANCEL:
            return say("{host} has cancelled your meeting.", host=host)
        case _:
            return say("Here is your new link to the meeting with {host}.", host=host)


def hints(say: Say, facts: Facts) -> list[str]:
    """What to know besides."""
    if facts.kind is MailKind.CANCEL:
        return [
            say(
                "You need not do anything. Your link opens no room any more, but it still shows "
                "what is kept of you, and there you can take back what you agreed to."
            ),
            say("The attached file removes the meeting from your calendar."),
        ]
    found = []
    if facts.kind is MailKind.RESCHEDULE:
        found.append(say("Your link stays the same."))
    if facts.kind is MailKind.LINK:
        found.append(say("Earlier links no longer work."))
    return [
        *found,
        say("The link is yours alone. Please do not pass it on."),
        say("It opens in your browser; there is nothing to install."),
        say("Before you join, you choose what may be captured."),
        say("If the time does not suit you, simply answer this mail."),
    ]
