"""People decide: the steward's page, a client of the gRPC API like any other.

Read `app.py` first: it lists every address of the page with the function that answers it.  Each of
those lives in `pages/` and is plain: what was asked goes in, a response comes out.  `client.py` is
the only file that speaks with the index.
"""
