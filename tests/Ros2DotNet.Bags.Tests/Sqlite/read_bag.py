"""Prints what Python's sqlite3 finds in a bag file, one JSON value a line: read_bag.py FILE"""
import json
import sqlite3
import sys

database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
print(json.dumps(database.execute("PRAGMA integrity_check").fetchone()))
print(json.dumps(database.execute("SELECT * FROM schema").fetchone()))
topics = database.execute("SELECT id, name, type, serialization_format, offered_qos_profiles, type_description_hash FROM topics").fetchall()
for topic in topics:
    print(json.dumps(topic[1:]))
names = {topic[0]: topic[1] for topic in topics}
for definition in database.execute("SELECT topic_type, encoding, encoded_message_definition, type_description_hash FROM message_definitions"):
    print(json.dumps(definition))
print(json.dumps(database.execute("SELECT metadata_version, metadata FROM metadata ORDER BY id DESC LIMIT 1").fetchone()))
for topic, time, data in database.execute("SELECT topic_id, timestamp, data FROM messages ORDER BY timestamp, id"):
    print(f"{names[topic]} {time} {data.hex().upper()}")
