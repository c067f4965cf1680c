"""What the mails about a webinar say, in the reader's language (``say``).

Rule: the crew has no seat and no registration; its mails never speak of them.
"""

from scheduling import moments
from scheduling.mails import Facts, MailKind
from scheduling.webinars.duties import DUTIES
from scheduling.wording import Say

_TOLD_OFF = (MailKind.CANCEL, MailKind.DENY)


def button(say: Say, facts: Facts) -> str:
    """The words on the link."""
    if facts.confirm_by is not None:
        return say("Confirm your registration")
    if facts.kind in (MailKind.RECEIVED, MailKind.WAITING):
        return say("See your registration")
    return say("Open your page") if facts.kind is MailKind.FOLLOW_UP else say("Join the webinar")


def _is_crew(facts: Facts) -> bool:
    """Invitations were kept before it was noted who they are to: only the crew has any."""
    return facts.crew or facts.kind is MailKind.INVITE


def footer(say: Say, facts: Facts) -> str:
    """Why this mail was sent."""
    if _is_crew(facts):
        return say(
            "{organisation} sent you this mail because you are on the crew of this webinar.",
            organisation=facts.organisation,
        )
    return say(
        "{organisation} sent you this mail because you were registered for this webinar.",
        organisation=facts.organisation,
    )


def subject(say: Say, facts: Facts) -> str:
    """The subject line."""
    if facts.subject:
        return facts.subject
    text = _SUBJECTS.get(facts.kind)
    if facts.kind is MailKind.RESCHEDULE and facts.before is None:
        return say("Changed: {title}", title=facts.title)
    if facts.kind is MailKind.REMIND:
        return _reminder(say, facts)
    return text(say, facts.title) if text else facts.title


_SUBJECTS = {
    MailKind.INVITE: lambda say, title: say("You are invited: {title}", title=title),
    MailKind.RECEIVED: lambda say, title: say("We have your registration: {title}", title=title),
    MailKind.CONFIRM: lambda say, title: say("You are registered: {title}", title=title),
    MailKind.WAITING: lambda say, title: say("You are on the waiting list: {title}", title=title),
    MailKind.DENY: lambda say, title: say("Your registration: {title}", title=title),
    MailKind.RESCHEDULE: lambda say, title: say("New time: {title}", title=title),
    MailKind.CANCEL: lambda say, title: say("Cancelled: {title}", title=title),
    MailKind.LINK: lambda say, title: say("Your link: {title}", title=title),
    MailKind.FOLLOW_UP: lambda say, title: say("After the webinar: {title}", title=title),
}


def _reminder(say: Say, facts: Facts) -> str:
    minutes = int(facts.topic) if facts.topic.isdecimal() else 0
    if minutes >= 1440:
        return say("Soon: {title}", title=facts.title)
    if minutes > 30:
        return say("Today: {title}", title=facts.title)
    return say("In a few minutes: {title}", title=facts.title)


def lead(say: Say, facts: Facts) -> str:
    """The first sentence, and what the reader must do for it to hold."""
    news = _news(say, facts)
    if facts.confirm_by is None:
        return news
    when = moments.in_words(facts.language, facts.confirm_by, facts.invitee_zone)
    ask = say("Please confirm your registration by {when}; otherwise it is deleted.", when=when)
    return f"{news} {ask}"


def _news(say: Say, facts: Facts) -> str:
    organisation = facts.organisation
    match facts.kind:
        case MailKind.INVITE:
            return say(
                "{organisation} invites you to the crew of a webinar.", organisation=organisation
            )
        case MailKind.RECEIVED:
            return say("Thank you. We check your registration and write to you again.")
        case MailKind.CONFIRM:
            return say("Your seat is reserved. We look forward to seeing you.")
        case MailKind.WAITING:
            return say("All seats are taken. You move up as soon as one becomes free.")
        case MailKind.DENY:
            return say("We are sorry: we cannot offer you a seat in this webinar.")
        case MailKind.RESCHEDULE if facts.before is not None:
            return say("The webinar has moved to another time.")
        case MailKind.RESCHEDULE:
            return say("The details of the webinar have changed.")
        case MailKind.CANCEL if _is_crew(facts):
            return say("This webinar was cancelled.")
        case MailKind.CANCEL:
            return say("The webinar was cancelled, or your seat was given back.")
        case MailKind.REMIND:
            return say("The webinar that you are registered for is coming up.")
        case MailKind.FOLLOW_UP:
            return say("Thank you for your interest in our webinar.")
        case _ if facts.crew:
            return say("Here is your link to the crew of the webinar once more.")
        case _:
            return say("Here is your link to the webinar once more.")


def hints(say: Say, facts: Facts) -> list[str]:
    """What to know besides."""
    if facts.kind is MailKind.FOLLOW_UP:
        return []
    if facts.kind in _TOLD_OFF and facts.crew:
        return [say("Your link no longer works. You need not do anything.")]
    if facts.kind in _TOLD_OFF:
        return [
            say(
                "You need not do anything. Your link opens no room any more, but it still shows "
                "what is kept of you, and there you can take back what you agreed to."
            ),
        ]
    known = [
        say("The link is yours alone. Please do not pass it on."),
        say("It opens in your browser; there is nothing to install."),
    ]
    if _is_crew(facts):
        duty = [say(DUTIES[facts.role])] if facts.role in DUTIES else []
        practice = say("Before the doors open, the crew meets in the practice room.")
        return [*duty, *known, practice]
    known.append(say("Before you join, you choose what may be captured."))
    seat = say("Behind the link you can change your details or give your seat to somebody else.")
    return [*known, seat]
