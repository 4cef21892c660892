"""The documented ways in which a host ends up without a trunk, silently. Each prepares a role `hosts` and returns what the host
is launched with. `place` is an Account (container_hosts), `client` the fixture."""
from container_hosts import AL2_OF_2019, WINDOWS, join, join_windows


def role_not_opted_in(place, client):
    place.role("hosts")
    return {}


def role_opted_in_in_another_region(place, client):
    arn = place.role("hosts")
    client("ecs", region="us-east-1").put_account_setting(name="awsvpcTrunking", value="enabled", principalArn=arn)
    return {}


def default_enabled_but_the_role_disabled(place, client):
    place.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    place.set_trunking(place.role("hosts"), "disabled")
    return {}


def operator_opted_in_but_not_the_role(place, client):
    place.role("hosts")
    place.set_trunking(place.opted_in_role("operators"))
    return {}


def burstable_type(place, client):
    place.opted_in_role("hosts")
    return {"instance_type": "t3.large"}


def excluded_type(place, client):
    place.opted_in_role("hosts")
    return {"instance_type": "i3.large"}


def old_agent(place, client):
    place.opted_in_role("hosts")
    return {"image": AL2_OF_2019}


def high_density_switched_off(place, client):
    place.opted_in_role("hosts")
    return {"user_data": join("web", "ECS_ENABLE_HIGH_DENSITY_ENI=false")}


def windows(place, client):
    place.opted_in_role("hosts")
    return {"image": WINDOWS, "user_data": join_windows("web")}
