"""Reads EnvironmentFiles with systemd's own parser, which its shared library exports to its programs. Prints a JSON list of NAME=value for each file."""
import ctypes, glob, json, sys

found = sorted(glob.glob('/usr/lib/systemd/libsystemd-shared-*.so') + glob.glob('/usr/lib/*/systemd/libsystemd-shared-*.so') + glob.glob('/lib/systemd/libsystemd-shared-*.so'))
if not found:
    sys.exit(77)
systemd = ctypes.CDLL(found[-1])
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
libc.fclose.argtypes = [ctypes.c_void_p]
try:
    load = systemd.load_env_file
except AttributeError:
    sys.exit(77)
load.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.POINTER(ctypes.c_char_p))]
answers = []
for path in sys.stdin.read().split('\n'):
    if not path:
        continue
    stream = libc.fopen(path.encode(), b'r')
    if not stream:
        sys.exit(f'{path} cannot be read')
    result = ctypes.POINTER(ctypes.c_char_p)()
    status = load(stream, path.encode(), ctypes.byref(result))
    libc.fclose(stream)
    if status < 0:
        sys.exit(f'{path}: {status}')
    lines, at = [], 0
    while result and result[at] is not None:
        lines.append(result[at].decode())
        at += 1
    answers.append(lines)
print(json.dumps(answers))
