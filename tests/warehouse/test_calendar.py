"""The calendar has every day of the years that facts touch."""

from pathlib import Path

from tests.shop_builder import ShopFolder, small_shop


def shop_with_days(folder: Path, *days: str) -> ShopFolder:
    shop = small_shop(
        folder, shop='timezone = "Europe/Paris"\ncurrency = "EUR"\nfiscal_year_starts = 4\n'
    )
    shop.write("holidays/FR.csv", "day,country,name\n2024-07-14,FR,Fête nationale\n")
    shop.sales("a.csv", *(f"A{n},1,{day},P1,1,1.00" for n, day in enumerate(days)))
    shop.run()
    return shop


def test_whole_years_from_the_first_fact_to_the_last(tmp_path: Path):
    shop = shop_with_days(tmp_path, "2023-12-31", "2024-02-29")
    sql = "SELECT count(*), min(day)::VARCHAR, max(day)::VARCHAR FROM calendar"
    assert shop.rows(sql) == [(365 + 366, "2023-01-01", "2024-12-31")]


def test_weeks_are_iso_and_fiscal_years_end_in_their_name(tmp_path: Path):
    shop = shop_with_days(tmp_path, "2024-12-30")
    columns = "month, quarter, year, week, weekday, fiscal_year, fiscal_quarter"
    assert shop.rows(f"SELECT {columns} FROM calendar WHERE day = '2024-12-30'") == [
        ("2024-12", "2024-Q4", 2024, "2025-W01", 1, 2025, "2025-Q3")
    ]
    assert shop.rows("SELECT fiscal_year FROM calendar WHERE day = '2024-03-31'") == [(2024,)]


def test_holidays_are_data(tmp_path: Path):
    shop = shop_with_days(tmp_path, "2024-07-14")
    assert shop.rows("SELECT day::VARCHAR FROM calendar WHERE is_holiday") == [("2024-07-14",)]
    assert shop.ask("orders", by="is_holiday") == [(True, 1)]


def test_a_shop_without_rows_has_an_empty_calendar(tmp_path: Path):
    shop = shop_with_days(tmp_path)
    assert shop.rows("SELECT count(*) FROM calendar") == [(0,)]
    assert shop.ask("net_sales", by="month") == []
