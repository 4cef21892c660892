#include "sandbox/isolation/init/file_tree.h"

#include <cerrno>
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "net/write_all.h"
#include "sandbox/isolation/init/failure.h"
#include "sandbox/isolation/init/network.h"

namespace eni::sandbox::isolation::init {
namespace {

constexpr unsigned kTreeFlags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE;
constexpr const char* kDevices[] = {"null", "zero", "full", "random", "urandom", "tty"};

/// Where the machine's files, and where the jail's are, until the first go and the second become the root.
const std::string kMachine = "/machine";
const std::string kRoot = "/jail";

/// The client of the tools: this program itself.
const std::string kToolFolder = "/run/eni-trunking";
const std::string kToolProgram = kToolFolder + "/tool";
/// Links below it cover /usr.
const std::string kCover = kToolFolder + "/usr";
const std::string kLower = "/.machine-usr";

int open_tree(const std::string& path) {
  return static_cast<int>(syscall(SYS_open_tree, AT_FDCWD, path.c_str(), kTreeFlags));
}

bool exists(const std::string& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0;
}

void make_folder(const std::string& path, mode_t mode = 0755) {
  if (mkdir(path.c_str(), mode) != 0 && errno != EEXIST) fail("the folder " + path);
}

void make_parents(const std::string& path) {
  for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1))
    make_folder(path.substr(0, at));
}

void write_file(const std::string& path, std::string_view content, mode_t mode) {
  make_parents(path);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
  if (file < 0) fail("the file " + path);
  if (const int error = net::write_all(file, content); error != 0) {
    errno = error;
    fail("the file " + path);
  }
  fchmod(file, mode);
  close(file);
}

void make_link(const std::string& path, const std::string& target) {
  make_parents(path);
  if (symlink(target.c_str(), path.c_str()) != 0) fail("the link " + path);
}

void mount_tmpfs(const std::string& path, std::uint64_t bytes, const char* mode) {
  make_folder(path);
  const std::string options = "size=" + std::to_string(bytes) + ",nr_inodes=65536,mode=" + mode;
  if (mount("tmpfs", path.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) != 0)
    fail("tmpfs on " + path);
}

/// A folder for a folder, an empty file for anything else.
void make_target(const struct stat& source, const std::string& target) {
  make_parents(target);
  if (S_ISDIR(source.st_mode)) return make_folder(target);
  const int file = open(target.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (file < 0) fail("the file " + target);
  close(file);
}

void set_attributes(const std::string& target, std::uint64_t attributes) {
  mount_attr change{};
  change.attr_set = attributes;
  if (syscall(SYS_mount_setattr, AT_FDCWD, target.c_str(), AT_RECURSIVE, &change, sizeof change) != 0)
    fail("the attributes of " + target);
}

/// @param tree  a detached one; -1: `source` is a path of the machine
void attach(int tree, const std::string& source, const std::string& target) {
  struct stat status {};
  const std::string path = kMachine + source;
  if ((tree >= 0 ? fstat(tree, &status) : stat(path.c_str(), &status)) != 0) fail(source);
  make_target(status, target);
  const auto moved =
      tree >= 0 ? syscall(SYS_move_mount, tree, "", AT_FDCWD, target.c_str(), MOVE_MOUNT_F_EMPTY_PATH)
                : mount(path.c_str(), target.c_str(), nullptr, MS_BIND | MS_REC, nullptr);
  if (moved != 0) fail("mounting " + source);
}

bool is_there(const Mount& mount, int tree) {
  if (tree >= 0 || mount.presence == Mount::Presence::kRequired) return true;
  struct stat status {};
  return stat((kMachine + mount.source).c_str(), &status) == 0;
}

/// /usr with the tools over it.
void cover_usr(const std::string& lower, const std::string& target) {
  make_folder(target);
  const std::string options = "lowerdir=" + kRoot + kCover + ":" + lower;
  if (mount("overlay", target.c_str(), "overlay", MS_RDONLY | MS_NOSUID | MS_NODEV, options.c_str()) != 0)
    fail("an overlay on /usr");
  umount2(lower.c_str(), MNT_DETACH);
}

void mount_machine(const Layout& layout, const Sources& sources) {
  const bool covers = exists(kRoot + kCover);
  for (std::size_t at = 0; at < layout.mounts.size(); ++at) {
    const Mount& mount = layout.mounts[at];
    if (!is_there(mount, sources.tree(at))) continue;
    const bool is_covered = covers && mount.target == "/usr";
    const std::string target = kRoot + (is_covered ? kLower : mount.target);
    attach(sources.tree(at), mount.source, target);
    set_attributes(target, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
    if (is_covered) cover_usr(target, kRoot + mount.target);
  }
}

void make_devices(const Sources& sources) {
  const std::string folder = kRoot + "/dev";
  mount_tmpfs(folder, 64 << 20, "0755");
  for (std::size_t at = 0; at < std::size(kDevices); ++at) {
    const std::string device = std::string("/dev/") + kDevices[at];
    if (sources.device(at) < 0 && !exists(kMachine + device)) continue;
    attach(sources.device(at), device, kRoot + device);
  }
  make_link(folder + "/fd", "/proc/self/fd");
  make_link(folder + "/stdin", "/proc/self/fd/0");
  make_link(folder + "/stdout", "/proc/self/fd/1");
  make_link(folder + "/stderr", "/proc/self/fd/2");
  make_folder(folder + "/shm", 01777);
  chmod((folder + "/shm").c_str(), 01777);
}

void copy_tool_program() {
  const int self = open((kMachine + "/proc/self/exe").c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (self < 0 || fstat(self, &status) != 0) fail("the tools' client");
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  if (read(self, bytes.data(), bytes.size()) != status.st_size) fail("the tools' client");
  close(self);
  write_file(kRoot + kToolProgram, bytes, 0755);
}

/// Before /usr is mounted: tools below it are links in the folder that covers it.
void place_tools(const Layout& layout) {
  if (layout.tools.empty()) return;
  copy_tool_program();
  make_folder(kRoot + kCover);
  for (const std::string& tool : layout.tools) {
    const bool in_usr = tool.rfind("/usr/", 0) == 0;
    make_link(kRoot + (in_usr ? kToolFolder : std::string{}) + tool, kToolProgram);
  }
  for (const Link& cover : layout.covers) make_link(kRoot + kToolFolder + cover.path, cover.target);
}

void mount_proc() {
  const std::string path = kRoot + "/proc";
  make_folder(path, 0555);
  if (mount("proc", path.c_str(), "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) fail("proc");
  // No further namespaces: in one of its own a program would have the capabilities that it was denied.
  const int file = open((path + "/sys/user/max_user_namespaces").c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0 || write(file, "0", 1) != 1) fail("user.max_user_namespaces");
  close(file);
}

/// This process in an empty root, with the machine's below it.
void step_aside() {
  if (mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0) fail("the mount namespace");
  if (mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1m") != 0) fail("tmpfs on /tmp");
  make_folder("/tmp" + kMachine);
  if (syscall(SYS_pivot_root, "/tmp", ("/tmp" + kMachine).c_str()) != 0) fail("pivot_root");
  if (chdir("/") != 0) fail("chdir");
}

void leave_machine() {
  if (umount2(kMachine.c_str(), MNT_DETACH) != 0) fail("the machine's files");
  if (chdir(kRoot.c_str()) != 0 || syscall(SYS_pivot_root, ".", ".") != 0) fail("pivot_root");
  if (umount2(".", MNT_DETACH) != 0 || chdir("/") != 0) fail("the old root");
}

}  // namespace

Sources Sources::of_root(const Layout& layout) {
  Sources sources;
  for (const Mount& mount : layout.mounts) {
    const int tree = open_tree(mount.source);
    if (tree < 0 && (mount.presence == Mount::Presence::kRequired || errno != ENOENT)) fail(mount.source);
    sources.trees_.push_back(tree);
  }
  for (const char* device : kDevices) sources.devices_.push_back(open_tree(std::string("/dev/") + device));
  return sources;
}

int build_file_tree(const Layout& layout, const Sources& sources, const MountMore& mount_more) {
  umask(022);
  step_aside();
  mount_tmpfs(kRoot, layout.limits.writable_bytes, "0755");
  for (const std::string& folder : layout.folders) {
    make_parents(kRoot + folder);
    make_folder(kRoot + folder);
  }
  place_tools(layout);
  mount_machine(layout, sources);
  mount_tmpfs(kRoot + "/tmp", layout.limits.tmp_bytes, "1777");
  make_devices(sources);
  for (const File& file : layout.files) write_file(kRoot + file.path, file.content, file.mode);
  for (const Link& link : layout.links) make_link(kRoot + link.path, link.target);
  mount_proc();
  if (mount_more) mount_more(kRoot);
  leave_machine();
  const int tools = layout.tools.empty() ? -1 : make_tool_listener();
  if (layout.root == Layout::Root::kReadOnly &&
      mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, nullptr) != 0)
    fail("a read-only root");
  return tools;
}

}  // namespace eni::sandbox::isolation::init
