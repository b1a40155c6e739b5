"""The single checks behind `helpline content check`: each takes a pack and yields problems."""
