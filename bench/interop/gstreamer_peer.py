"""A WHIP publisher and a WHEP player on GStreamer's webrtcbin; runs by the system's Python.

    python3 gstreamer_peer.py version
    python3 gstreamer_peer.py publish URL TOKEN VP8|H264    until standard input ends
    python3 gstreamer_peer.py play URL TOKEN                prints {"first_ms": …, "width": …, …}

Debian 12 has webrtcbin, but neither whipsink nor whepsrc; the HTTP between is this file.
"""

import importlib
import json
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

# Its objects have no types, and our own environment has no such module.
gi: Any = importlib.import_module("gi")
for name in ("Gst", "GstWebRTC", "GstSdp"):
    gi.require_version(name, "1.0")
PARTS = ("GLib", "Gst", "GstSdp", "GstWebRTC")
GLib, Gst, GstSdp, GstWebRTC = (importlib.import_module(f"gi.repository.{part}") for part in PARTS)

RTP = "application/x-rtp,media={},encoding-name={},payload={},clock-rate={}"
ENCODERS = {
    "VP8": "vp8enc deadline=1 keyframe-max-dist=30 target-bitrate=600000 ! rtpvp8pay ! "
    + RTP.format("video", "VP8", 96, 90000),
    "H264": "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=30 bitrate=600 ! "
    "video/x-h264,profile=constrained-baseline ! h264parse ! "
    "rtph264pay config-interval=-1 aggregate-mode=zero-latency ! "
    + RTP.format("video", "H264", 96, 90000),
}
PUBLISH = (
    "webrtcbin name=rtc bundle-policy=max-bundle "
    "videotestsrc is-live=true pattern=ball ! video/x-raw,width=640,height=360,framerate=30/1 ! "
    "videoconvert ! queue ! {} ! rtc. "
    "audiotestsrc is-live=true wave=sine ! audioconvert ! audioresample ! queue ! opusenc ! "
    "rtpopuspay ! application/x-rtp,media=audio,encoding-name=OPUS,payload=97 ! rtc."
)
WAIT_S = 20


def post(url: str, token: str, offer: str) -> str:
    """The answer; a player that comes too early asks again."""
    headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {token}"}
    while True:
        request = urllib.request.Request(url, offer.encode(), headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return str(reply.read().decode())
        except urllib.error.HTTPError as error:
            if error.code != 409:
                sys.exit(f"the server answered {error.code}: {error.read().decode()[:200]}")
            time.sleep(0.05)


def negotiate(rtc: Any, url: str, token: str) -> None:
    """Post the offer at once, without candidates: the server is found, it need not find."""

    def offered(promise: Any, _element: Any, _data: Any) -> None:
        promise.wait()
        reply = promise.get_reply()
        offer = reply.get_value("offer")  # A part of the reply, which must outlive it.
        done = Gst.Promise.new()
        rtc.emit("set-local-description", offer, done)
        done.interrupt()
        threading.Thread(target=answered, args=(offer.sdp.as_text(),), daemon=True).start()

    def answered(text: str) -> None:
        _, message = GstSdp.SDPMessage.new_from_text(post(url, token, text))
        kind = GstWebRTC.WebRTCSDPType.ANSWER
        answer = GstWebRTC.WebRTCSessionDescription.new(kind, message)
        done = Gst.Promise.new()
        rtc.emit("set-remote-description", answer, done)
        done.interrupt()

    rtc.emit("create-offer", None, Gst.Promise.new_with_change_func(offered, rtc, None))


def publish(url: str, token: str, codec: str) -> None:
    """Send a ball and a tone."""
    pipeline = Gst.parse_launch(PUBLISH.format(ENCODERS[codec]))
    rtc = pipeline.get_by_name("rtc")
    for index in range(2):
        transceiver = rtc.emit("get-transceiver", index)
        transceiver.set_property("direction", GstWebRTC.WebRTCRTPTransceiverDirection.SENDONLY)
        transceiver.set_property("do-nack", True)
    rtc.connect("on-negotiation-needed", lambda element: negotiate(element, url, token))
    run(pipeline)


def play(url: str, token: str) -> None:
    """Decode until a picture and a sound have come."""
    pipeline = Gst.Pipeline.new("play")
    rtc = Gst.ElementFactory.make("webrtcbin", "rtc")
    rtc.set_property("bundle-policy", GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
    rtc.set_property("latency", 50)
    pipeline.add(rtc)
    recvonly = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
    wanted = [RTP.format("audio", "OPUS", 97, 48000)]
    wanted.append(
        RTP.format("video", "VP8", 96, 90000)
        + ";"
        + RTP.format("video", "H264", 98, 90000)
        + ",packetization-mode=(string)1,profile-level-id=(string)42e01f"
    )
    for caps in wanted:
        transceiver = rtc.emit("add-transceiver", recvonly, Gst.Caps.from_string(caps))
        transceiver.set_property("do-nack", True)
    seen: dict[str, Any] = {"began": time.monotonic(), "audio": 0, "video": 0}
    rtc.connect("pad-added", lambda _, pad: decode(pipeline, pad, seen))
    rtc.connect("on-negotiation-needed", lambda element: negotiate(element, url, token))
    run(pipeline, done=lambda: "first_ms" in seen and seen["audio"] >= 10 and seen["video"] >= 10)
    del seen["began"]
    print(json.dumps(seen), flush=True)


def decode(pipeline: Any, pad: Any, seen: dict[str, Any]) -> None:
    """Lead a stream that comes in through a decoder, and count what comes out."""
    if pad.get_direction() != Gst.PadDirection.SRC:
        return
    decoder = Gst.ElementFactory.make("decodebin", None)
    pipeline.add(decoder)
    decoder.connect("pad-added", lambda _, decoded: count(pipeline, decoded, seen))
    decoder.sync_state_with_parent()
    pad.link(decoder.get_static_pad("sink"))


def count(pipeline: Any, pad: Any, seen: dict[str, Any]) -> None:
    """Count decoded buffers."""
    structure = pad.get_current_caps().get_structure(0)
    kind = "video" if structure.get_name().startswith("video") else "audio"

    def handed(_sink: Any, _buffer: Any, _pad: Any) -> None:
        seen[kind] += 1
        if kind == "video" and "first_ms" not in seen:
            seen["first_ms"] = round((time.monotonic() - seen["began"]) * 1000)
            seen["width"] = structure.get_int("width")[1]
            seen["height"] = structure.get_int("height")[1]

    sink = Gst.ElementFactory.make("fakesink", None)
    sink.set_property("signal-handoffs", True)
    sink.set_property("sync", False)
    sink.connect("handoff", handed)
    pipeline.add(sink)
    sink.sync_state_with_parent()
    pad.link(sink.get_static_pad("sink"))


def run(pipeline: Any, done: Callable[[], bool] | None = None) -> None:
    """Run until it is done or the time is over; without `done` until the input ends."""
    loop = GLib.MainLoop()
    trouble: list[str] = []

    def heard(_bus: Any, message: Any) -> None:
        if message.type == Gst.MessageType.ERROR:
            trouble.append(message.parse_error()[0].message)
            loop.quit()

    def look() -> bool:
        if done is not None and done():
            loop.quit()
        return True

    bus = pipeline.get_bus()
    bus.add_signal_watch()
    bus.connect("message", heard)
    if done is None:
        threading.Thread(target=wait_for_input, args=(loop.quit,), daemon=True).start()
    else:
        GLib.timeout_add(20, look)
        GLib.timeout_add_seconds(WAIT_S, loop.quit)
    pipeline.set_state(Gst.State.PLAYING)
    loop.run()
    pipeline.set_state(Gst.State.NULL)
    if trouble:
        sys.exit(trouble[0])


def wait_for_input(then: Callable[[], None]) -> None:
    """Wait for the end of standard input."""
    sys.stdin.read()
    then()


def main(arguments: list[str]) -> None:
    """Do what the command line says."""
    Gst.init(None)
    if arguments[0] == "version":
        print(Gst.version_string().split()[-1])
    elif arguments[0] == "publish":
        publish(*arguments[1:])
    else:
        play(*arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
