"""What the private database survives when it starts: long paths, false lock files, crashes, strange locales."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.cluster import Cluster, ensure_running
from scripts.cluster_keeper import command, sql
from scripts.cluster_pid import processes_of, server_pid, wait_until
from scripts.cluster_place import ClusterError, Place, private_folder

FINNISH_ORDER = ["Ylämaa", "Zakarias", "Åkerlund", "Ähtäri", "Öljymäki"]


@pytest.fixture
def stopped(cluster: Cluster) -> Place:
    """A database that has been made and stopped."""
    cluster.ensure_running()
    cluster.stop()
    cluster.release()
    return cluster.place


def forge_lock_file(place: Place, pid: int) -> None:
    place.pid_file.write_text(
        f"{pid}\n{place.data}\n1700000000\n5432\n{place.socket}\n\n  123456  1\nready   \n"
    )
    os.chown(place.pid_file, place.who.uid, place.who.gid)


def test_it_is_made_in_utf8_and_sorts_finnish_whatever_the_locale_of_the_caller(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "xx_YY.ISO8859-1")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGOPTIONS", "-c search_path=nowhere")
    cluster.destroy()
    cluster.ensure_running()
    assert sql(cluster.place, "SHOW server_encoding") == "UTF8"
    made_in = "SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()"
    assert sql(cluster.place, made_in) == "C.UTF-8|C.UTF-8"
    words = ", ".join(f"('{word}')" for word in sorted(FINNISH_ORDER))
    rows = sql(cluster.place, f'SELECT w FROM (VALUES {words}) AS t (w) ORDER BY w COLLATE "fi-x-icu"')
    assert rows.splitlines() == FINNISH_ORDER


def test_it_has_postgis_and_no_network_port(cluster: Cluster) -> None:
    cluster.ensure_running()
    assert sql(cluster.place, "SELECT ST_AsText(ST_Point(28, 61))") == "POINT(28 61)"
    assert sql(cluster.place, "SHOW listen_addresses") == ""


def test_a_socket_path_that_is_too_long_is_refused_with_its_length(
    clone: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NASTA_SOCKETS", str(tmp_path / ("x" * 100)))
    with pytest.raises(ClusterError, match=r"has \d+ bytes, 107 is the limit"):
        _ = Place(clone).socket


def test_a_clone_in_a_deep_folder_still_has_a_short_socket_path(tmp_path: Path) -> None:
    place = Place(tmp_path / ("x" * 100) / ("y" * 100))
    try:
        assert len(str(place.socket)) < 50
    finally:
        place.socket.rmdir()


def test_a_socket_folder_that_someone_else_laid_out_is_refused(clone: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.symlink_to(tmp_path)
    with pytest.raises(ClusterError, match="made by someone else"):
        private_folder(trap, Place(clone).who)


def test_a_lock_file_with_the_number_of_another_users_process_is_passed_over(
    stopped: Place, cluster: Cluster
) -> None:
    forge_lock_file(stopped, 1)
    cluster.ensure_running()
    assert sql(stopped, "SELECT 1") == "1"


def test_a_lock_file_with_the_number_of_a_process_of_the_same_user_is_passed_over(
    stopped: Place, cluster: Cluster
) -> None:
    with subprocess.Popen([*stopped.who.switch, "cat"], stdin=subprocess.PIPE) as stranger:
        forge_lock_file(stopped, stranger.pid)
        cluster.ensure_running()
        assert sql(stopped, "SELECT 1") == "1"
        assert stranger.poll() is None


def test_a_lock_file_with_the_number_of_a_zombie_is_passed_over(stopped: Place, cluster: Cluster) -> None:
    with subprocess.Popen([*stopped.who.switch, "true"]) as zombie:
        os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
        forge_lock_file(stopped, zombie.pid)
        cluster.ensure_running()
        assert sql(stopped, "SELECT 1") == "1"


@pytest.fixture
def long_query(cluster: Cluster) -> Iterator[int]:
    """The process number of a server process that is busy and does not notice that its master is gone."""
    cluster.ensure_running()
    place = cluster.place
    busy = "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b"
    words = ("-X", "-h", str(place.socket), "-U", "nasta", "-d", "nasta", "-c", busy)
    with subprocess.Popen(command(place, "psql", *words), stderr=subprocess.DEVNULL, cwd="/") as client:
        running = f"SELECT pid FROM pg_stat_activity WHERE query = '{busy}'"
        assert wait_until(lambda: sql(place, running) != "")
        yield int(sql(place, running))
        client.kill()


def test_after_kill_9_of_the_server_a_process_left_at_work_is_ended_and_nothing_is_lost(
    cluster: Cluster, long_query: int
) -> None:
    sql(cluster.place, "CREATE TABLE kept AS SELECT 42 AS answer")
    master = server_pid(cluster.place)
    assert master is not None
    os.kill(master, signal.SIGKILL)
    assert wait_until(lambda: server_pid(cluster.place) is None)
    assert long_query in processes_of(cluster.place.data)
    cluster.ensure_running()
    assert server_pid(cluster.place) not in (None, master)
    assert long_query not in processes_of(cluster.place.data)
    assert sql(cluster.place, "SELECT answer FROM kept") == "42"
    sql(cluster.place, "DROP TABLE kept")


def test_a_data_folder_open_to_others_is_closed_again(stopped: Place, cluster: Cluster) -> None:
    stopped.data.chmod(0o777)
    cluster.ensure_running()
    assert stopped.data.stat().st_mode & 0o777 == 0o700


def test_a_data_folder_left_half_made_is_made_anew(cluster: Cluster) -> None:
    cluster.destroy()
    half = cluster.place.data.with_name("data.half")
    half.mkdir()
    (half / "PG_VERSION").write_text("15\n")
    cluster.ensure_running()
    assert sql(cluster.place, "SELECT 1") == "1"
    assert not half.exists()


def test_a_data_folder_removed_under_a_running_server_is_made_anew(cluster: Cluster) -> None:
    cluster.ensure_running()
    old = server_pid(cluster.place)
    shutil.rmtree(cluster.place.data)
    cluster.ensure_running()
    assert server_pid(cluster.place) not in (None, old)
    assert sql(cluster.place, "SELECT ST_AsText(ST_Point(28, 61))") == "POINT(28 61)"


def test_a_data_folder_of_a_postgresql_that_is_gone_is_refused_with_what_to_do(
    stopped: Place, cluster: Cluster
) -> None:
    version = stopped.data / "PG_VERSION"
    true_version = version.read_text()
    version.write_text("9\n")
    try:
        with pytest.raises(ClusterError, match=r"PostgreSQL 9 made .* not installed any more"):
            cluster.ensure_running()
    finally:
        version.write_text(true_version)


def test_where_database_url_is_set_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/nasta")
    assert ensure_running() == "postgresql://elsewhere/nasta"
