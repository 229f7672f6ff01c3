"""Import of one large register: rows per second and peak memory, in a process of its own."""

import datetime as dt
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import xlsxwriter

ROOT = Path(__file__).resolve().parent.parent
HEADINGS = (
    *("STT", "Ngày, tháng, năm đơn", "Họ tên", "Địa chỉ", "Khiếu nại", "Tố cáo", "Lĩnh vực", "Nội dung đơn"),
    *("Ngày hẹn trả KQ", "Bộ phận đang XL", "Trạng thái", "Kết quả giải quyết xong"),
)
FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
MIDDLE = [
    "Văn",
    "Thị",
    "Hữu",
    "Đức",
    "Minh",
    "Thanh",
    "Ngọc",
    "Quang",
    "Xuân",
    "Thu",
    "Khánh",
    "Bảo",
    "Hải",
    "Gia",
]
GIVEN = [
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Giang",
    "Hà",
    "Hải",
    "Hạnh",
    "Hòa",
    "Huệ",
    "Hùng",
    "Khánh",
    "Lan",
    "Liên",
    "Long",
    "Mai",
    "Nam",
    "Nga",
    "Phúc",
    "Quân",
]
MATTERS = [
    "giá bán xăng dầu",
    "tiếng ồn cụm công nghiệp",
    "sắp xếp lại chợ",
    "đấu nối điện",
    "xả lũ thủy điện",
]
STATES = ("Mới tiếp nhận", "Đã thụ lý", "Đang giải quyết", "Đã giải quyết", "Đã giải quyết", "Đã giải quyết")


def register(rows: int, *, seed: int = 1) -> bytes:
    """A fictional register in the layout of the paper book, with the faults of real ones."""
    draw = random.Random(seed)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page = book.add_worksheet("Sổ")
        page.write_row(0, 0, ["SỔ THEO DÕI ĐƠN THƯ NĂM 2026"])
        page.write_row(1, 0, HEADINGS)
        for number in range(1, rows + 1):
            line = number + 1
            on = dt.date(2023, 11, 1) + dt.timedelta(days=number * 1100 // rows)
            name = " ".join(
                (draw.choice(FAMILY), draw.choice(MIDDLE), draw.choice(MIDDLE), draw.choice(GIVEN))
            )
            kind = draw.random()
            what = "Tố cáo" if kind < 0.05 else "Khiếu nại" if kind < 0.4 else "Phản ánh"
            page.write_number(line, 0, number)
            if draw.random() < 0.3:
                page.write_string(line, 1, f"{on:%d/%m/%Y}")
            else:
                page.write_datetime(line, 1, on, day)
            page.write_string(line, 2, name.upper() if draw.random() < 0.1 else name)
            page.write_string(
                line, 3, f"thôn {draw.randint(1, 12)}, xã {draw.choice(GIVEN)} {draw.choice(GIVEN)}"
            )
            page.write_string(line, 4, "x" if what == "Khiếu nại" else "")
            page.write_string(line, 5, "x" if what == "Tố cáo" else "")
            page.write_string(line, 6, "Xăng dầu")
            page.write_string(
                line, 7, f"{what} việc {draw.choice(MATTERS)} số {draw.randint(1, 9999)} tại địa phương"
            )
            page.write_datetime(line, 8, on + dt.timedelta(days=draw.choice((10, 15, 30, 45))), day)
            page.write_string(line, 9, "Phòng Quản lý thương mại")
            state = draw.choice(STATES)
            page.write_string(line, 10, state)
            page.write_string(line, 11, "Đã trả lời bằng văn bản" if state == "Đã giải quyết" else "")
    return buffer.getvalue()


def run(cases: int = 50_000, as_json: bool = False) -> dict[str, Any]:
    """Import a register of `cases` rows into an empty SQLite database and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "so.xlsx"
        file.write_bytes(register(cases))
        environment = {**os.environ, "DATA_DIR": folder, "DATABASE_URL": ""}
        child = subprocess.run(
            [sys.executable, "-m", "benchmarks.imports", str(file)],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
    found = json.loads(child.stdout)
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print("\n".join(f"{name:>16}  {value}" for name, value in found.items()))
    return found


def measure(file: Path) -> dict[str, Any]:
    """One import in this process: seconds, rows per second, peak of resident memory in MB."""
    from services import clock, database
    from services.actors import system_actor
    from services.imports.registers import import_register

    database.migrate()
    data = file.read_bytes()
    now = clock.now()
    spent: list[tuple[int, float]] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, began_cpu = time.perf_counter(), time.process_time()
    result = import_register(
        data,
        filename=file.name,
        actor=system_actor("benchmark"),
        today=clock.local_date(now),
        now=now,
        watch=lambda done, total: spent.append((done, time.perf_counter() - began)),
    )
    seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    again = time.perf_counter()
    second = import_register(
        data, filename=file.name, actor=system_actor("benchmark"), today=clock.local_date(now), now=now
    )
    judged = max((at for done, at in spent if done <= len(result.rows)), default=0.0)
    return {
        **result.counts,
        "file_mb": round(len(data) / 1e6, 1),
        "seconds": round(seconds, 1),
        "seconds_of_cpu": round(cpu, 1),
        "seconds_judging": round(judged, 1),
        "rows_per_second": round(len(result.rows) / seconds),
        "seconds_again": round(time.perf_counter() - again, 1),
        "already_present_again": second.counts["already_present"],
        "memory_before_mb": round(before / 1024),
        "memory_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
