"""Socket.IO and WHIP/WHEP: typed messages in, room events out."""
