"""When the private database stops: with its last user, whatever way that user ends, and never before."""

from __future__ import annotations

import os
import signal

from scripts.cluster import Cluster
from scripts.cluster_keeper import sql
from scripts.cluster_pid import is_ready, server_pid, wait_until
from tests.start.conftest import Users, is_down, is_down_cleanly


def parent_of(pid: int) -> int:
    with open(f"/proc/{pid}/stat") as stream:
        return int(stream.read().rpartition(")")[2].split()[1])


def test_it_stops_when_its_user_ends(cluster: Cluster, users: Users) -> None:
    users.end(users.start())
    assert is_down(cluster)


def test_it_stops_when_its_user_is_killed_with_9(cluster: Cluster, users: Users) -> None:
    users.start().kill()
    assert is_down_cleanly(cluster)


def test_ctrl_c_at_its_user_does_not_reach_it(cluster: Cluster, users: Users) -> None:
    user = users.start()
    master = server_pid(cluster.place)
    assert master is not None
    assert os.getsid(master) != os.getsid(user.pid)


def test_a_second_user_attaches_and_it_stops_with_the_last(cluster: Cluster, users: Users) -> None:
    first = users.start()
    master = server_pid(cluster.place)
    second = users.start()
    assert server_pid(cluster.place) == master
    users.end(first)
    assert sql(cluster.place, "SELECT 1") == "1"
    users.end(second)
    assert is_down(cluster)


def test_two_users_at_once_start_one_server(cluster: Cluster, users: Users) -> None:
    both = [users.begin(), users.begin()]
    addresses = {user.stdout.readline() for user in both if user.stdout}
    assert addresses == {f"{cluster.place.url}\n"}
    assert is_ready(cluster.place)


def test_a_user_who_comes_while_it_stops_gets_a_new_one(cluster: Cluster, users: Users) -> None:
    for _ in range(3):
        users.end(users.start())
    users.start()
    assert sql(cluster.place, "SELECT 1") == "1"


def test_it_stops_cleanly_when_its_keeper_is_killed_with_9(cluster: Cluster, users: Users) -> None:
    users.start()
    master = server_pid(cluster.place)
    assert master is not None
    os.kill(parent_of(master), signal.SIGKILL)
    assert is_down_cleanly(cluster)


def test_it_comes_back_after_kill_9_of_everything(cluster: Cluster, users: Users) -> None:
    user = users.start()
    master = server_pid(cluster.place)
    assert master is not None
    for pid in (user.pid, parent_of(master), master):
        os.kill(pid, signal.SIGKILL)
    users.start()
    assert sql(cluster.place, "SELECT 1") == "1"


def test_started_to_stay_it_stays_until_it_is_told_to_stop(cluster: Cluster, users: Users) -> None:
    cluster.place.stays.touch()
    users.end(users.start())
    assert not wait_until(lambda: server_pid(cluster.place) is None, seconds=0.5)
    cluster.stop()
    assert is_down(cluster)
    assert not cluster.place.stays.exists()
