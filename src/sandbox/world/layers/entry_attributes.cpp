#include "sandbox/world/layers/entry_attributes.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace eni::sandbox::world::layers {
namespace {

/// The last id means "unchanged".
bool is_id(std::int64_t id) { return id >= 0 && id < std::numeric_limits<uid_t>::max(); }

mode_t mode_of(const Attributes& attributes, bool owner_is_kept) {
  // Of another owner they would give powers that nobody meant to give.
  return attributes.permissions & (owner_is_kept ? 07777U : 01777U);
}

std::array<timespec, 2> times_of(const timespec& modified) { return {modified, modified}; }

bool is_kept(std::string_view name, TarEntry::Type type) {
  if (name == "security.capability") return type == TarEntry::Type::kFile;
  // overlayfs reads its own from the layer: an archive would tell it where to look.
  return name.starts_with("user.") && !name.starts_with("user.overlay.");
}

/// File systems say ENOSPC both when they are full and when a file's attributes are.
bool is_full(int file) {
  struct statvfs status {};
  return fstatvfs(file, &status) == 0 && status.f_bavail == 0;
}

}  // namespace

Failure AttributeWriter::set_owner(int folder, const char* name, const Attributes& attributes,
                                   std::string_view entry, Owner& owner) {
  const int flags = AT_SYMLINK_NOFOLLOW | (*name == '\0' ? AT_EMPTY_PATH : 0);
  owner = Owner::kSet;
  int error = EINVAL;
  if (is_id(attributes.user) && is_id(attributes.group)) {
    if (fchownat(folder, name, static_cast<uid_t>(attributes.user), static_cast<gid_t>(attributes.group),
                 flags) == 0)
      return {};
    error = errno;
  }
  // EINVAL: not in this user namespace; EPERM: no power to give files away.
  if (error != EINVAL && error != EPERM) return system_failure("chown", error);
  const std::string ids = std::to_string(attributes.user) + ":" + std::to_string(attributes.group);
  if (options_.unknown_owner == UnknownOwner::kRefuse)
    return {LayerFault::kOwner, "it belongs to " + ids + ", who cannot own files here", error};
  owner = Owner::kReplaced;
  if (report_.owners_replaced++ == 0) report_.first_owner_replaced = ids + " of " + printable(entry);
  return {};
}

Failure AttributeWriter::set_owner_and_mode(int file, const Attributes& attributes, std::string_view name) {
  Owner owner;
  if (Failure failure = set_owner(file, "", attributes, name, owner); failure) return failure;
  if (fchmod(file, mode_of(attributes, owner == Owner::kSet)) != 0) return system_failure("chmod", errno);
  return {};
}

Failure AttributeWriter::set_time(int file, const Attributes& attributes) const {
  if (!attributes.modified) return {};
  const auto times = times_of(*attributes.modified);
  return futimens(file, times.data()) == 0 ? Failure{} : system_failure("its time", errno);
}

Failure AttributeWriter::set_unopened(int folder, const std::string& name, const Attributes& attributes,
                                      Mode mode, std::string_view entry) {
  Owner owner;
  if (Failure failure = set_owner(folder, name.c_str(), attributes, entry, owner); failure) return failure;
  if (mode == Mode::kSet && fchmodat(folder, name.c_str(), mode_of(attributes, owner == Owner::kSet), 0) != 0)
    return system_failure("chmod", errno);
  if (!attributes.modified) return {};
  const auto times = times_of(*attributes.modified);
  return utimensat(folder, name.c_str(), times.data(), AT_SYMLINK_NOFOLLOW) == 0
             ? Failure{}
             : system_failure("its time", errno);
}

Failure AttributeWriter::count(const Xattr& xattr) {
  xattr_bytes_ += xattr.name.size() + xattr.value.size();
  return xattr_bytes_ > limits_.xattr_bytes
             ? limit_failure("bytes of extended attributes", limits_.xattr_bytes)
             : Failure{};
}

Failure AttributeWriter::leave_out_xattrs(const TarStream& tar) {
  return tar.for_each_xattr([&](const Xattr& xattr) {
    ++report_.xattrs_left_out;
    return count(xattr);
  });
}

Failure AttributeWriter::set_xattrs(int file, const TarStream& tar, TarEntry::Type type) {
  return tar.for_each_xattr([&](const Xattr& xattr) {
    if (Failure failure = count(xattr); failure) return failure;
    if (is_kept(xattr.name, type)) return set_xattr(file, xattr);
    ++report_.xattrs_left_out;
    return Failure{};
  });
}

Failure AttributeWriter::set_xattr(int file, const Xattr& xattr) {
  const std::string name{xattr.name};
  if (fsetxattr(file, name.c_str(), xattr.value.data(), xattr.value.size(), 0) == 0) return {};
  const int error = errno;
  if ((error == ENOSPC || error == EDQUOT) && is_full(file)) return system_failure(printable(name), error);
  if (error == EIO || error == ENOMEM || error == EROFS) return system_failure(printable(name), error);
  ++report_
        .xattrs_left_out;  // No power for it, no place for it in this file system, or no value that it takes.
  return {};
}

Failure AttributeWriter::set_opaque(int folder) {
  const bool is_user = options_.opaque_mark == OpaqueMark::kUser;
  const char* name = is_user ? "user.overlay.opaque" : "trusted.overlay.opaque";
  if (fsetxattr(folder, name, "y", 1, 0) == 0) return {};
  Failure failure = system_failure(name, errno);
  if (failure.fault == LayerFault::kNoSpace && !is_full(folder)) failure.fault = LayerFault::kUnsupported;
  return failure;
}

}  // namespace eni::sandbox::world::layers
