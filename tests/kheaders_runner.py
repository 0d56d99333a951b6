"""Real kernel headers: awl's sizes and offsets against those of gcc.

The headers of Debian's package linux-headers-amd64 are found where it puts
them; where it is not installed, its files are unpacked beside those of the
virtual machines. Scripts include the headers that old tools include, and gcc
is called as the kernel's build would.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parent / "vm"))

from kernels import KernelError, cache_folder, call, locked  # noqa: E402

INSTALLED = pathlib.Path("/usr/src")
PACKAGE = "linux-headers-amd64"
SECONDS = 60

# Header -> what is asked of it: a type, or a type and a member of it.
ASKED = {
    "linux/sched.h": ["struct task_struct", "struct task_struct, pid",
                      "struct task_struct, comm",
                      "struct task_struct, real_parent",
                      "struct task_struct, cgroups", "struct sched_entity",
                      "struct sched_entity, vruntime"],
    "linux/nsproxy.h": ["struct nsproxy, net_ns"],
    "linux/utsname.h": ["struct uts_namespace, name.nodename"],
    "linux/fs.h": ["struct file", "struct file, f_path.dentry",
                   "struct inode", "struct inode, i_ino",
                   "struct inode, i_size", "struct super_block, s_dev"],
    "linux/dcache.h": ["struct dentry", "struct dentry, d_name.name",
                       "struct dentry, d_parent", "struct qstr"],
    "linux/mount.h": ["struct vfsmount", "struct vfsmount, mnt_root"],
    "linux/path.h": ["struct path", "struct path, dentry"],
    "linux/skbuff.h": ["struct sk_buff", "struct sk_buff, head",
                       "struct sk_buff, transport_header",
                       "struct skb_shared_info, frag_list"],
    "net/sock.h": ["struct sock", "struct sock, __sk_common.skc_dport",
                   "struct sock, __sk_common.skc_v6_daddr",
                   "struct sock, sk_max_ack_backlog", "struct socket"],
    "linux/tcp.h": ["struct tcp_sock", "struct tcp_sock, snd_cwnd",
                    "struct tcp_sock, srtt_us"],
    "net/inet_sock.h": ["struct inet_sock", "struct inet_sock, inet_sport"],
    "linux/blkdev.h": ["struct gendisk, disk_name", "struct block_device",
                       "struct block_device, bd_dev"],
    "linux/blk-mq.h": ["struct request", "struct request, __sector"],
    "linux/bio.h": ["struct bio", "struct bio, bi_iter.bi_size",
                    "struct bio_vec"],
    "linux/mm_types.h": ["struct page", "struct mm_struct, start_code"],
    "uapi/linux/in6.h": ["struct in6_addr", "struct sockaddr_in6"],
    "linux/socket.h": ["struct sockaddr", "struct msghdr, msg_iter"],
    "linux/ptrace.h": ["struct pt_regs", "struct pt_regs, ip"],
    "linux/netdevice.h": ["struct net_device", "struct net_device, ifindex"],
    "linux/cgroup.h": ["struct cgroup, kn", "struct cgroup_subsys_state"],
}
# Constants: macros of all kinds, and enumerators.
CONSTANTS = ["PAGE_SIZE", "TASK_COMM_LEN", "PF_KTHREAD", "S_IFMT", "S_IFDIR",
             "AF_INET6", "TCP_LISTEN", "REQ_OP_WRITE", "GFP_KERNEL",
             "TASK_UNINTERRUPTIBLE", "O_DIRECT", "PATH_MAX", "IPPROTO_TCP",
             "MAX_ERRNO", "SOCK_STREAM"]


def headers_in(folder):
    """Source and build folder of the newest headers in FOLDER, or None."""
    def version(path):
        return [int(part) for part in re.findall(r"\d+", path.name)]

    for source in sorted(folder.glob("linux-headers-*-common"), key=version,
                         reverse=True):
        build = source.with_name(source.name.replace("-common", "-amd64"))
        if (build / "include/generated/autoconf.h").exists():
            return source, build
    return None


def fetch(folder):
    """Unpack the package's files to FOLDER."""
    text = call("apt-cache", "depends", PACKAGE).decode()
    found = re.search(r"linux-headers-\d\S*(?=-amd64)", text)
    if not found:
        raise KernelError(f"no {PACKAGE} in the archive")
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        call("apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download",
             f"{found[0]}-amd64", f"{found[0]}-common", cwd=scratch)
        for package in pathlib.Path(scratch).glob("*.deb"):
            call("dpkg-deb", "-x", package, f"{scratch}/tree")
        pathlib.Path(scratch, "tree").rename(folder)


def find_headers():
    """The headers of this system, or those that were fetched."""
    folder = cache_folder() / "headers"
    installed = headers_in(INSTALLED)
    if installed:
        return installed
    with locked(cache_folder()):
        if not folder.exists():
            fetch(folder)
    return headers_in(folder / "usr/src")


def expressions():
    for asked in ASKED.values():
        for text in asked:
            yield f"offsetof({text})" if "," in text else f"sizeof({text})"
    yield from CONSTANTS


def includes():
    return "".join(f"#include <{header}>\n" for header in ASKED)


def ask_gcc(source, build):
    """The values, as gcc writes them into assembly."""
    arch = "arch/x86/include"
    folders = [source / arch, build / arch / "generated", source / "include",
               build / "include", source / arch / "uapi",
               build / arch / "generated/uapi", source / "include/uapi",
               build / "include/generated/uapi"]
    lines = [f'asm("VALUE %c0" : : "i"((long)({text})));'
             for text in expressions()]
    code = f"{includes()}void f(void)\n{{\n{chr(10).join(lines)}\n}}\n"
    done = subprocess.run(
        ["gcc", "-S", "-O1", "-w", "-nostdinc", "-std=gnu11",
         "-fno-pie", "-fshort-wchar", "-mno-sse", "-mcmodel=kernel", "-D__KERNEL__",
         "-DCC_USING_FENTRY", '-DKBUILD_MODNAME="x"', "-include",
         source / "include/linux/kconfig.h", "-include",
         source / "include/linux/compiler_types.h",
         *[f"-I{folder}" for folder in folders], "-xc", "-", "-o", "-"],
        input=code, capture_output=True, text=True, timeout=SECONDS)
    if done.returncode:
        return None, done.stderr
    return re.findall(r"VALUE (-?\d+)", done.stdout), ""


def ask_awl(awl, source, build, btf):
    prints = "".join(f'printf("%d\\n", {text}); ' for text in expressions())
    env = dict(os.environ, BPFTRACE_KERNEL_SOURCE=str(source),
               BPFTRACE_KERNEL_BUILD=str(build))
    if not btf:
        env["BPFTRACE_BTF"] = "/nonexistent"
    done = subprocess.run([awl, "-q", "-"], env=env, timeout=SECONDS,
                          input=f"{includes()}BEGIN {{ {prints} exit(); }}\n",
                          capture_output=True, text=True)
    return done.stdout.split(), done.stderr


def compare(awl, source, build, btf):
    """What is wrong, or None."""
    right, trouble = ask_gcc(source, build)
    if right is None:
        return f"gcc: {trouble[:2000]}"
    got, trouble = ask_awl(awl, source, build, btf)
    if len(got) != len(right):
        return f"{len(got)} of {len(right)} values\n{trouble}"
    wrong = [f"{text}: {mine} instead of {value}" for text, mine, value in
             zip(expressions(), got, right) if mine != value]
    return "\n".join(wrong) or None


def attempt(awl, btf):
    """What is wrong or None, and why nothing could be done or None."""
    if os.geteuid():
        return None, "needs root"
    try:
        return compare(awl, *find_headers(), btf), None
    except KernelError as error:
        return None, str(error)


def run(awl, wanted, report):
    for btf in (True, False):
        name = "kheaders." + ("with BTF" if btf else "without BTF")
        if not wanted(name):
            continue
        wrong, unmet = attempt(awl, btf)
        if unmet:
            report.skip(name, unmet)
        elif wrong:
            report.fail(name, wrong)
        else:
            report.ok(name)
