"""How many sockets a process may have: the systems' usual 1,024 are fewer than the viewers."""

import resource


def many_sockets() -> None:
    """As many as the system lets this process have without asking anybody."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 20_000 if most == resource.RLIM_INFINITY else min(most, 20_000)
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
