"""A check is a named function; expectations come from AWS's recorded answers and documentation, never from the simulator."""
import traceback

CHECKS = []
SKIP = type("Skip", (Exception,), {})


def check(name):
    """Registers a function as the check of that name."""
    def add(function):
        CHECKS.append((name, function))
        return function
    return add


def same(got, want, what="answer"):
    assert got == want, f"{what}: got {got!r}, want {want!r}"


def holds(condition, what):
    assert condition, what


def error(call, code, text=None, *, status=None, **arguments):
    """Calls and expects the error `code` (one of several, if a tuple) whose message contains `text`."""
    from botocore.exceptions import ClientError
    try:
        answer = call(**arguments)
    except ClientError as e:
        got = e.response["Error"]
        codes = code if isinstance(code, tuple) else (code,)
        assert got["Code"] in codes, f"code: got {got['Code']!r} ({got.get('Message')!r}), want {code!r}"
        if text is not None:
            assert text in got.get("Message", ""), f"message: got {got.get('Message')!r}, want {text!r} in it"
        if status is not None:
            same(e.response["ResponseMetadata"]["HTTPStatusCode"], status, "status")
        return got
    raise AssertionError(f"no error, but {answer!r}"[:300])


def run(verbose, only=None):
    """Runs all checks; answers how many passed, failed, were skipped."""
    passed = failed = skipped = 0
    for name, function in CHECKS:
        if only and only not in name:
            continue
        try:
            function()
        except SKIP as reason:
            skipped += 1
            print(f"skip  {name}: {reason}")
        except Exception as e:  # a check may fail in any way; the next ones still run
            failed += 1
            detail = str(e) if isinstance(e, AssertionError) else traceback.format_exc(limit=2)
            print(f"FAIL  {name}: {detail}")
        else:
            passed += 1
            if verbose:
                print(f"ok    {name}")
    return passed, failed, skipped
