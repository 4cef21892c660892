#include <algorithm>
#include <cerrno>
#include <unistd.h>

#include "sandbox/world/layers/blob_stream.h"
#include "sandbox/world/layers/deferred.h"
#include "sandbox/world/layers/entry_attributes.h"
#include "sandbox/world/layers/layer.h"
#include "sandbox/world/layers/layer_folder.h"
#include "sandbox/world/layers/tar_stream.h"

namespace eni::sandbox::world::layers {
namespace {

Failure write_at(int file, std::string_view bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t size = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return system_failure("write", size == 0 ? ENOSPC : errno);
    bytes.remove_prefix(static_cast<std::size_t>(size));
    offset += static_cast<std::uint64_t>(size);
  }
  return {};
}

class Unpacking {
 public:
  Unpacking(int blob, int root_folder, const LayerExpectation& expectation, const LayerLimits& limits,
            const UnpackOptions& options, LayerReport& report)
      : limits_{limits},
        report_{report},
        blob_{blob, expectation, limits},
        tar_{blob_, limits},
        root_{root_folder, limits, report},
        attributes_{options, limits, report},
        deferred_{limits, report} {}

  void run() {
    report_.failure = unpack();
    if (report_.failure.fault == LayerFault::kArchive)
      if (Failure reason = blob_.explain_damage(); reason) {
        report_.failure = std::move(reason);
        entry_.clear();
      }
    report_.entry = printable(entry_);
    report_.blob_bytes = blob_.blob_bytes();
    report_.tar_bytes = blob_.tar_bytes();
  }

 private:
  Failure unpack() {
    if (Failure failure = blob_.open(); failure) return failure;
    if (Failure failure = tar_.open(); failure) return failure;
    if (Failure failure = unpack_entries(); failure) return failure;
    if (Failure failure = blob_.finish(report_); failure) return failure;
    Failure failure = deferred_.carry_out(root_, attributes_);
    if (failure) entry_ = deferred_.current();
    return failure;
  }

  Failure unpack_entries() {
    for (;;) {
      std::optional<TarEntry> entry;
      Failure failure = tar_.next(entry);
      if (!failure && !entry) break;
      entry_ = entry ? entry->name : "";
      if (failure) return failure;
      if (failure = root_.count_entry(); failure) return failure;
      if (failure = unpack_entry(*entry); failure) return failure;
    }
    entry_.clear();
    return {};
  }

  Failure unpack_entry(const TarEntry& entry) {
    EntryPath path;
    if (Failure failure = parse_path(entry.name, limits_, path); failure) return failure;
    if (path.kind == EntryPath::Kind::kLeftOut) return {};
    if (path.name.empty()) return unpack_root(path, entry);
    if (entry.type == TarEntry::Type::kHardLink && path.kind == EntryPath::Kind::kPlain)
      return unpack_hard_link(path, entry);
    int folder = -1;
    if (Failure failure = root_.open_parent(path.parent, folder); failure) return failure;
    if (path.kind != EntryPath::Kind::kPlain) return deferred_.add_whiteout(path);
    switch (entry.type) {
      case TarEntry::Type::kFile:
        return unpack_file(folder, path, entry);
      case TarEntry::Type::kFolder:
        return unpack_folder(folder, path, entry);
      case TarEntry::Type::kSymbolicLink:
        return unpack_symbolic_link(folder, path, entry);
      case TarEntry::Type::kFifo:
        return unpack_fifo(folder, path, entry);
      default:
        ++report_.devices_left_out;
        return {};
    }
  }

  Failure unpack_root(const EntryPath& path, const TarEntry& entry) {
    if (entry.type != TarEntry::Type::kFolder)
      return {LayerFault::kPath, "the layer's root is to be something else than a folder"};
    const net::Descriptor opened = root_.open_itself("");
    if (!opened) return system_failure("the layer's root", errno);
    return finish_folder(opened.get(), path, entry);
  }

  Failure unpack_folder(int folder, const EntryPath& path, const TarEntry& entry) {
    net::Descriptor opened;
    if (Failure failure = root_.make_folder(folder, path.name, opened); failure) return failure;
    return finish_folder(opened.get(), path, entry);
  }

  Failure finish_folder(int opened, const EntryPath& path, const TarEntry& entry) {
    if (Failure failure = attributes_.set_xattrs(opened, tar_, entry.type); failure) return failure;
    return deferred_.add_folder(path, opened, Attributes::of(entry));
  }

  Failure unpack_file(int folder, const EntryPath& path, const TarEntry& entry) {
    // Ahead of what it says of itself: a sparse file of exabytes has a header only.
    if (entry.size > limits_.file_bytes - report_.file_bytes)
      return limit_failure("bytes of files", limits_.file_bytes);
    net::Descriptor file;
    if (Failure failure = root_.make_file(folder, path.name, file); failure) return failure;
    if (Failure failure = write_contents(file.get(), entry.size); failure) return failure;
    const Attributes attributes = Attributes::of(entry);
    if (Failure failure = attributes_.set_owner_and_mode(file.get(), attributes, entry.name); failure)
      return failure;
    if (Failure failure = attributes_.set_xattrs(file.get(), tar_, entry.type); failure) return failure;
    return attributes_.set_time(file.get(), attributes);
  }

  Failure write_contents(int file, std::uint64_t size) {
    std::uint64_t end = 0;
    for (;;) {
      std::optional<TarStream::Block> block;
      if (Failure failure = tar_.read(block); failure) return failure;
      if (!block) break;
      const std::uint64_t left = limits_.file_bytes - report_.file_bytes;
      if (block->bytes.size() > left || block->offset > left - block->bytes.size())
        return limit_failure("bytes of files", limits_.file_bytes);
      if (Failure failure = write_at(file, block->bytes, block->offset); failure) return failure;
      end = std::max(end, block->offset + block->bytes.size());
    }
    if (end < size && ftruncate(file, static_cast<off_t>(size)) != 0)
      return system_failure("its size", errno);
    report_.file_bytes += std::max(end, size);
    return {};
  }

  Failure unpack_symbolic_link(int folder, const EntryPath& path, const TarEntry& entry) {
    if (Failure failure = root_.make_symbolic_link(folder, path.name, entry.target); failure) return failure;
    if (Failure failure = attributes_.leave_out_xattrs(tar_); failure) return failure;
    return attributes_.set_unopened(folder, path.name, Attributes::of(entry), AttributeWriter::Mode::kNone,
                                    entry.name);
  }

  Failure unpack_fifo(int folder, const EntryPath& path, const TarEntry& entry) {
    if (Failure failure = root_.make_fifo(folder, path.name); failure) return failure;
    if (Failure failure = attributes_.leave_out_xattrs(tar_); failure) return failure;
    return attributes_.set_unopened(folder, path.name, Attributes::of(entry), AttributeWriter::Mode::kSet,
                                    entry.name);
  }

  /// Its attributes are those of the file, which came before.
  Failure unpack_hard_link(const EntryPath& path, const TarEntry& entry) {
    EntryPath target;
    if (Failure failure = parse_link_target(entry.target, limits_, target); failure) {
      failure.detail = "the hard link's target " + printable(entry.target) + ": " + failure.detail;
      return failure;
    }
    return root_.make_hard_link(path, target);
  }

  const LayerLimits& limits_;
  LayerReport& report_;
  BlobStream blob_;
  TarStream tar_;
  LayerFolder root_;
  AttributeWriter attributes_;
  Deferred deferred_;
  std::string entry_;  ///< the name that is being unpacked
};

}  // namespace

LayerReport unpack_layer(int blob, int root_folder, const LayerExpectation& expectation,
                         const LayerLimits& limits, const UnpackOptions& options) {
  LayerReport report;
  Unpacking{blob, root_folder, expectation, limits, options, report}.run();
  return report;
}

}  // namespace eni::sandbox::world::layers
