"""Files of records: recognising their columns, reading them, loading them, writing exports.

`columns` says which columns there are and which usual headers mean them; `demographics` turns one
row into Demographics; `reading` yields rows of CSV and Parquet files in bounded memory; `load`
streams them into the index.
"""
