"""The systems that are measured side by side, one module each.

Each has `open_system(corpus, folder)`, which gives a `benchmarks.peers.system.System` over the
corpus and keeps its index in a folder of its own below `folder`.
"""
