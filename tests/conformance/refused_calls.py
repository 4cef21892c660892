"""Starts a program under a seccomp filter, as containers' are: /usr/bin/python3 refused_calls.py WHAT PROGRAM ARGUMENT...

WHAT is "namespaces": new user namespaces are refused, as Docker's profile refuses them; or "rights": they are made, but who is in one
cannot become a user of it. That is how far programs come on Ubuntu, whose AppArmor leaves them no capability there. The numbers are
x86_64's: elsewhere it fails, and says so.
"""
import ctypes
import errno
import os
import platform
import struct
import sys

PR_SET_SECCOMP, SECCOMP_MODE_FILTER, PR_SET_NO_NEW_PRIVS = 22, 2, 38
SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO = 0x7fff0000, 0x00050000
LOAD, JUMP_IF_EQUAL, JUMP_IF_BITS, RETURN = 0x20, 0x15, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # Where they lie in struct seccomp_data.
CLONE, UNSHARE, SETRESUID, SETRESGID, CLONE3 = 56, 272, 117, 119, 435
CLONE_NEWUSER = 0x10000000
AUDIT_ARCH_X86_64 = 0xc000003e

REFUSE = (RETURN, 0, 0, SECCOMP_RET_ERRNO | errno.EPERM)
UNKNOWN = (RETURN, 0, 0, SECCOMP_RET_ERRNO | errno.ENOSYS)  # Its flags lie in memory; the C library takes clone instead.
ALLOW = (RETURN, 0, 0, SECCOMP_RET_ALLOW)

# Each an instruction: what to do, how many to skip if it holds and if it does not, its operand.
OTHERS_PASS = [(LOAD, 0, 0, ARCHITECTURE), (JUMP_IF_EQUAL, 1, 0, AUDIT_ARCH_X86_64), ALLOW]  # Their calls have other numbers.
FILTERS = {
    "namespaces": [(LOAD, 0, 0, NUMBER), (JUMP_IF_EQUAL, 6, 0, CLONE3), (JUMP_IF_EQUAL, 1, 0, UNSHARE), (JUMP_IF_EQUAL, 0, 2, CLONE),
                   (LOAD, 0, 0, FIRST_ARGUMENT), (JUMP_IF_BITS, 1, 0, CLONE_NEWUSER), ALLOW, REFUSE, UNKNOWN],
    "rights": [(LOAD, 0, 0, NUMBER), (JUMP_IF_EQUAL, 2, 0, SETRESUID), (JUMP_IF_EQUAL, 1, 0, SETRESGID), ALLOW, REFUSE],
}


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def refuse(what):
    if platform.machine() != "x86_64":
        sys.exit(f"no filter: its numbers are x86_64's, not {platform.machine()}'s")
    instructions = OTHERS_PASS + FILTERS[what]
    code = b"".join(struct.pack("HBBI", *one) for one in instructions)
    program = Program(len(instructions), code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program)):
        sys.exit(f"no filter: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    refuse(sys.argv[1])
    os.execvp(sys.argv[2], sys.argv[2:])
