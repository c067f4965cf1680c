"""More people on stage than a test machine has room for: guests with a drawn face and a tone.

They are programs with tokens, as OBS is: real WHIP, real media, from one page that decodes nothing.
"""

import base64
import io
from dataclasses import dataclass, field

from playwright.async_api import Page

from tests.browser.portraits import LOOKS, draw
from tests.browser.running import Running

PUBLISH = """
async ({guest, room, token, picture}) => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: 640, height: 360});
  const pen = canvas.getContext("2d");
  let frame = 0;
  const draw = () => pen.drawImage(image, 0, frame++ % 2);
  draw();
  const audio = new AudioContext();
  const [tone, volume, out] = [
    audio.createOscillator(), audio.createGain(), audio.createMediaStreamDestination(),
  ];
  volume.gain.value = 0;
  tone.connect(volume).connect(out);
  tone.start();
  const tracks = [...canvas.captureStream(5).getTracks(), ...out.stream.getTracks()];
  const peer = new RTCPeerConnection();
  for (const track of tracks) peer.addTransceiver(track, {direction: "sendonly"});
  await peer.setLocalDescription();
  const headers = {Authorization: `Bearer ${token}`};
  const reply = await fetch(`/whip/${room}`, {
    method: "POST",
    headers: {...headers, "Content-Type": "application/sdp"},
    body: peer.localDescription.sdp,
  });
  if (!reply.ok) return (await reply.json()).code;
  await peer.setRemoteDescription({type: "answer", sdp: await reply.text()});
  const timer = setInterval(draw, 200);
  (window.testCrowd ??= {})[guest] = {
    speak: (loud) => { volume.gain.value = loud ? 0.5 : 0; },
    leave: async () => {
      clearInterval(timer);
      await fetch(reply.headers.get("Location"), {method: "DELETE", headers});
      peer.close();
      await audio.close();
    },
  };
  return "";
}
"""


@dataclass
class Crowd:
    """Guests of one meeting, in one page of the server."""

    page: Page
    server: Running
    meeting: str
    tokens: dict[str, str] = field(default_factory=dict)

    async def invite(self, *guests: str) -> None:
        """Make tokens; that takes a command each."""
        if not self.tokens:
            await self.page.goto(f"{self.server.url}/login")
        for guest in guests:
            made = await self.server.command("token", "--meeting", self.meeting, "--guest", guest)
            self.tokens[guest] = made[-1]["token"]

    async def enter(self, guest: str) -> str:
        """Publish as that guest; the code of the refusal, empty when there is none."""
        shown = io.BytesIO()
        draw(LOOKS[list(self.tokens).index(guest) % len(LOOKS)]).save(shown, "JPEG", quality=90)
        picture = "data:image/jpeg;base64," + base64.b64encode(shown.getvalue()).decode()
        told = {
            "guest": guest,
            "room": self.meeting,
            "token": self.tokens[guest],
            "picture": picture,
        }
        code: str = await self.page.evaluate(PUBLISH, told)
        return code

    async def speak(self, guest: str, loud: bool = True) -> None:
        """Be heard, or not."""
        await self.page.evaluate("([g, on]) => window.testCrowd[g].speak(on)", [guest, loud])

    async def leave(self, guest: str) -> None:
        """Go."""
        await self.page.evaluate("(g) => window.testCrowd[g].leave()", guest)
