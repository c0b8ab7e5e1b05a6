"""The demo's vehicles, what is known of its roads, and the drive of its last day."""

from __future__ import annotations

from datetime import date

from models.actions.demo.names import Speaker
from models.actions.road.planning import plan_route
from models.actions.road.registration import ask_for, save_driver, save_road, save_vehicle, save_village_day
from models.settings import change_settings
from models.tables.party import Household

WAREHOUSE = "30.7575, 105.7076"
DRIVERS = (("何大川", "He Dachuan", "13800000921"), ("唐小平", "Tang Xiaoping", "13800000922"))
VEHICLES = (("川J·A1234", 600, 2500, 300), ("川J·B5678", 1200, 6000, 800))


def build_road(say: Speaker, day: date, *, seconds: float = 1, seed: int = 1) -> None:
    """Register two vehicles with drivers, a market, a slow road and an announced collection; plan the last day."""
    change_settings({"road.warehouse": WAREHOUSE})
    for (chinese, english, phone), (plate, kilograms, litres, pieces) in zip(DRIVERS, VEHICLES, strict=True):
        driver = save_driver(
            {
                "name": english if say.english else chinese,
                "phone": phone,
                "work_from": "07:30",
                "work_to": "18:30",
            }
        )
        save_vehicle(
            {"name": plate, "kilograms": kilograms, "litres": litres, "pieces": pieces, "driver": driver.id}
        )
    homes = list(Household.select().order_by(Household.code).limit(40))
    villages = list(dict.fromkeys(home.village for home in homes if home.village))
    if len(villages) > 1:
        save_road(villages[0], villages[1], minutes=25)
    if homes:
        save_village_day(
            {"place": homes[0].township, "market": "258", "home_from": "12:00", "home_to": "18:00"}
        )
        ask_for("collect", homes[-1].id, day)
    plan_route(day, seconds=seconds, seed=seed)
