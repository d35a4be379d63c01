import sys

from kernel import environment
from tools.test import Count, stream


def test_the_last_summary_of_a_program_counts():
    count = Count()
    count.add("tests/a.py 3 failed to be funny\n12 passed in 0.4s\n", 0)
    count.add("1 failed, 20 passed, 2 errors in 3s\n", 1)
    count.add("no summary at all\n", 1)
    count.add("no tests ran\n", 5)
    assert count == Count(passed=32, failed=4)


def test_a_program_that_fails_in_silence_is_a_failure():
    count = Count()
    count.add("5 passed in 1s\n", 2)
    assert count == Count(passed=5, failed=1)


def test_output_is_followed_and_the_exit_code_kept(capsys):
    output, returncode = stream(
        [sys.executable, "-c", "print('two lines'); print('1 failed'); raise SystemExit(3)"], environment.everything()
    )
    assert (output, returncode) == ("two lines\n1 failed\n", 3)
    assert "two lines" in capsys.readouterr().out
