"""The same runner beyond one machine: pages through the same functions on Apache Spark, into tables of Parquet.

`read` cleans and reads pages wherever Spark has workers, and writes tables with the record's names. `pull` brings a
slice of them into a record file, where the rest of `reconcile` runs as ever. Only this room imports pyspark (the extra
`dragoman[spark]`), and only `session` and `passes` of it: slicing needs neither pyspark nor Java.
"""
