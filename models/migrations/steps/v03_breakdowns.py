"""Drives and stops say how a day goes on after a vehicle broke down."""

from typing import Final

STATEMENTS: Final = (
    "ALTER TABLE route_drive ADD COLUMN broken INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE route_drive ADD COLUMN cut_at INTEGER",
    "ALTER TABLE route_drive ADD COLUMN after_id INTEGER REFERENCES route_drive (id) ON DELETE CASCADE",
    "ALTER TABLE route_drive ADD COLUMN goes_on TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE route_stop ADD COLUMN aboard_id INTEGER REFERENCES vehicle (id)",
    "ALTER TABLE route_stop ADD COLUMN rescued_id INTEGER REFERENCES household (id)",
    "CREATE INDEX route_drive_after_id ON route_drive (after_id)",
    "CREATE INDEX route_stop_aboard_id ON route_stop (aboard_id)",
    "CREATE INDEX route_stop_rescued_id ON route_stop (rescued_id)",
)
