"""Writes one bag file of each schema version before 4, as the releases of ROS 2 made them: write_old_bags.py FOLDER"""
import sqlite3
import sys

QOS = "- history: 3\n  depth: 0\n  reliability: 1\n  durability: 2\n"
MESSAGES = [(2, 20, b"\x00\x01\x00\x00b"), (1, 10, b"\x00\x01\x00\x00a"), (1, 20, b"\x00\x01\x00\x00c")]


def write(version, with_index):
    name = f"{sys.argv[1]}/v{version}{'' if with_index else '_unindexed'}.db3"
    database = sqlite3.connect(name)
    qos_column = ", offered_qos_profiles TEXT NOT NULL" if version > 1 else ""
    database.execute(f"CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, serialization_format TEXT NOT NULL{qos_column})")
    database.execute("CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, timestamp INTEGER NOT NULL, data BLOB NOT NULL)")
    if with_index:
        database.execute("CREATE INDEX timestamp_idx ON messages (timestamp ASC)")
    if version == 3:
        database.execute("CREATE TABLE schema(schema_version INTEGER PRIMARY KEY, ros_distro TEXT NOT NULL)")
        database.execute("INSERT INTO schema VALUES(3, 'humble')")
        database.execute("CREATE TABLE metadata(id INTEGER PRIMARY KEY, metadata_version INTEGER NOT NULL, metadata TEXT NOT NULL)")
        database.execute("INSERT INTO metadata(metadata_version, metadata) VALUES(6, 'version: 6\nmessage_count: 0\n')")
        database.execute("INSERT INTO metadata(metadata_version, metadata) VALUES(6, 'version: 6\nmessage_count: 3\ncustom_data: {a: b}\n')")
    for topic in [(1, "/a", "std_msgs/String"), (2, "/b", "std_msgs/msg/String")]:
        row = (*topic, "cdr", QOS) if version > 1 else (*topic, "cdr")
        database.execute(f"INSERT INTO topics VALUES({','.join('?' * len(row))})", row)
    database.executemany("INSERT INTO messages(topic_id, timestamp, data) VALUES(?, ?, ?)", MESSAGES)
    database.commit()
    database.close()


for version in (1, 2, 3):
    write(version, True)
write(1, False)
