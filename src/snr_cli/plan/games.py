"""How a saving is shared between actions that act on the same thing. Pure arithmetic on sets of actions.

A set of actions is an integer: bit i stands for the i-th action. `values[s]` is the impact once the actions of `s` have
their full effect. Impacts are linear in the progress of each action, so any year is a mixture of these values.
"""

from collections.abc import Sequence
from functools import cache
from math import factorial

MAX_PLAYERS = 12  # of which every subset is computed: 4 096


def at_progress(values: Sequence[float], progress: Sequence[float]) -> list[float]:
    """Return, for each set of actions, the impact in a year: each action of the set is at its progress, the others do nothing.

    Args:
        values: 2^n impacts at full effect.
        progress: n numbers from 0 to 1.
    """
    result = list(values)
    for player, done in enumerate(progress):
        bit = 1 << player
        for members in range(len(result)):
            if members & bit:
                result[members] = (1.0 - done) * result[members ^ bit] + done * result[members]
    return result


def alone(values: Sequence[float], player: int) -> float:
    """Return what an action changes if it is the only one."""
    return values[1 << player] - values[0]


def last_in(values: Sequence[float], player: int) -> float:
    """Return what an action changes when all the others already act."""
    return values[-1] - values[(len(values) - 1) ^ (1 << player)]


def shapley(values: Sequence[float], players: int) -> list[float]:
    """Return the share of each action when all act: its mean contribution over every order. The shares sum to the whole.

    Shapley, L. S., « A value for n-person games » (1953).
    """
    weights = [factorial(size) * factorial(players - size - 1) / factorial(players) for size in range(players)]
    shares = [0.0] * players
    for members in range(len(values)):
        size = members.bit_count()
        for player in range(players):
            if not members & (1 << player):
                shares[player] += weights[size] * (values[members | (1 << player)] - values[members])
    return shares


def weights_at(aim: Sequence[float], progress: Sequence[float]) -> list[float]:
    """Return how much of each set at full effect there is in a sum of sets of a year: the transpose of `at_progress`.

    Args:
        aim: how much of each set of that year is wanted.
        progress: n numbers from 0 to 1.
    """
    result = list(aim)
    for player, done in enumerate(progress):
        bit = 1 << player
        for members in range(len(result)):
            if members & bit:
                result[members ^ bit] += (1.0 - done) * result[members]
                result[members] *= done
    return result


@cache
def shapley_weights(players: int, player: int) -> tuple[float, ...]:
    """Return how much of each set there is in the share of an action."""
    weights = [0.0] * (1 << players)
    for members in range(len(weights)):
        if not members & (1 << player):
            size = members.bit_count()
            weight = factorial(size) * factorial(players - size - 1) / factorial(players)
            weights[members | (1 << player)] += weight
            weights[members] -= weight
    return tuple(weights)
