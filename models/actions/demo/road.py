"""The demo's vehicles, what is known of its roads, and the drive of its last day."""

from __future__ import annotations

from datetime import date

from models.actions.demo.names import Speaker, read
from models.actions.road.planning import plan_route
from models.actions.road.registration import ask_for, save_driver, save_road, save_vehicle, save_village_day
from models.settings import change_settings
from models.tables.party import Household

WAREHOUSE = "30.7575, 105.7076"


def build_road(say: Speaker, day: date) -> None:
    """Register two vehicles with drivers, a market, a slow road and an announced collection; plan the last day."""
    change_settings({"road.warehouse": WAREHOUSE})
    for vehicle in read("vehicles.json"):
        known = {"name": say(vehicle.pop("driver")), "phone": vehicle.pop("phone")}
        driver = save_driver({**known, "work_from": "07:30", "work_to": "18:30"})
        save_vehicle({**vehicle, "driver": driver.id})
    homes = list(Household.select().order_by(Household.code).limit(40))
    villages = list(dict.fromkeys(home.village for home in homes if home.village))
    if len(villages) > 1:
        save_road(villages[0], villages[1], minutes=25)
    if homes:
        save_village_day(
            {"place": homes[0].township, "market": "258", "home_from": "12:00", "home_to": "18:00"}
        )
        ask_for("collect", homes[-1].id, day)
    plan_route(day, seconds=1)
