#include "sandbox/images/load/archive_index.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "base/text.h"

namespace eni::sandbox::images {
namespace {

constexpr std::uint64_t kBlock = 512;
constexpr std::size_t kMaxEntries = 200'000;
constexpr std::uint64_t kMaxExtension = 1024 * 1024;  ///< of a long name, of pax records
constexpr int kMaxLinks = 8;

using Block = std::array<char, kBlock>;

Error no_archive(std::string_view why) { return {"it is no tar archive: " + std::string(why), ""}; }

bool is_zero(const Block& block) {
  return std::all_of(block.begin(), block.end(), [](char c) { return c == 0; });
}

std::string_view text_of(const Block& block, std::size_t at, std::size_t size) {
  const std::string_view field{block.data() + at, size};
  return field.substr(0, std::min(field.find('\0'), size));
}

/// Octal, or big-endian behind a first byte of 0x80.
std::optional<std::uint64_t> number_of(const Block& block, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  if ((static_cast<unsigned char>(block[at]) & 0x80U) != 0) {
    for (std::size_t k = at + 1; k < at + size; ++k) {
      if (value >> 55U != 0) return std::nullopt;
      value = value << 8U | static_cast<unsigned char>(block[k]);
    }
    return value;
  }
  for (const char c : trim(text_of(block, at, size))) {
    if (c < '0' || c > '7' || value >> 60U != 0) return std::nullopt;
    value = value * 8 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

bool has_good_checksum(const Block& block) {
  std::uint64_t sum = 0;
  for (std::size_t k = 0; k < kBlock; ++k)
    sum += k >= 148 && k < 156 ? std::uint64_t{' '} : static_cast<unsigned char>(block[k]);
  return number_of(block, 148, 8) == sum;
}

bool is_compressed(std::string_view begin) {
  constexpr std::string_view kMagics[] = {"\x1f\x8b", "\x28\xb5\x2f\xfd", "\xfd\x37zXZ", "BZh"};
  return std::any_of(std::begin(kMagics), std::end(kMagics),
                     [&](std::string_view magic) { return begin.starts_with(magic); });
}

/// Without "." and "..", which end at the root.
std::string normal_name(std::string_view name) {
  std::vector<std::string> parts;
  for (const std::string& part : split(name, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  return join(parts, "/");
}

std::string name_of(const Block& block) {
  const bool is_ustar = text_of(block, 257, 6) == "ustar";  // GNU's own has a space there, and no prefix.
  const std::string prefix{is_ustar ? text_of(block, 345, 155) : std::string_view{}};
  return (prefix.empty() ? "" : prefix + "/") + std::string(text_of(block, 0, 100));
}

/// What entries of their own say of the next one.
struct Extension {
  std::string name, link;
  std::optional<std::uint64_t> bytes;
};

void read_pax_record(std::string_view record, Extension& out) {
  const auto equals = std::min(record.find('='), record.size());
  const std::string_view key = record.substr(0, equals);
  const std::string_view value = record.substr(std::min(equals + 1, record.size()));
  if (key == "path") out.name = value;
  if (key == "linkpath") out.link = value;
  if (const auto bytes = parse_integer(value); key == "size" && bytes && *bytes >= 0)
    out.bytes = static_cast<std::uint64_t>(*bytes);
}

/// "LENGTH KEY=VALUE\n", one after the other.
void read_pax(std::string_view records, Extension& out) {
  while (!records.empty()) {
    const auto space = records.find(' ');
    const auto said =
        space == std::string_view::npos ? std::nullopt : parse_integer(records.substr(0, space));
    if (!said || *said < 0) return;
    const auto size = static_cast<std::size_t>(*said);
    if (size < space + 2 || size > records.size()) return;
    read_pax_record(records.substr(space + 1, size - space - 2), out);
    records.remove_prefix(size);
  }
}

}  // namespace

/// Goes from header to header.
class ArchiveScan {
 public:
  ArchiveScan(int file, std::uint64_t size) : file_{file}, size_{size} {}

  Result<ArchiveIndex> run() {
    std::array<char, 8> begin{};
    if (size_ >= begin.size() && read(0, begin.data(), begin.size()) &&
        is_compressed({begin.data(), begin.size()}))
      return Error{"it is compressed", "decompress it first: gunzip FILE, unzstd FILE"};
    for (std::size_t entries = 0; at_ + kBlock <= size_; ++entries) {
      Block block;
      if (!read(at_, block.data(), block.size())) return no_archive("it cannot be read");
      if (is_zero(block)) return std::move(out_);
      if (entries >= kMaxEntries) return no_archive("more than " + std::to_string(kMaxEntries) + " entries");
      if (!has_good_checksum(block)) return no_archive("a header is broken at byte " + std::to_string(at_));
      at_ += kBlock;
      ENI_CHECK(take(block));
    }
    if (out_.files_.empty()) return no_archive("it has no files");
    return std::move(out_);
  }

 private:
  Result<void> take(const Block& block) {
    const char kind = block[156];
    const bool is_extension = kind == 'x' || kind == 'L' || kind == 'K';
    const bool is_file = kind == '0' || kind == '\0' || kind == '7';
    std::uint64_t bytes = 0;
    if (is_extension || is_file || kind == 'g') {
      const auto said = number_of(block, 124, 12);
      if (!said) return no_archive("a size is none at byte " + std::to_string(at_ - kBlock));
      bytes = is_file && extension_.bytes ? *extension_.bytes : *said;
    }
    if (bytes > size_ - at_) return no_archive("it is cut short");
    if (is_extension) {
      ENI_CHECK(take_extension(kind, bytes));
    } else if (kind != 'g') {
      take_entry(block, kind, is_file, bytes);
      extension_ = {};
    }
    at_ += (bytes + kBlock - 1) / kBlock * kBlock;
    return {};
  }

  Result<void> take_extension(char kind, std::uint64_t bytes) {
    if (bytes > kMaxExtension) return no_archive("a name is too long");
    std::string text(static_cast<std::size_t>(bytes), '\0');
    if (!read(at_, text.data(), text.size())) return no_archive("it cannot be read");
    if (kind == 'x') read_pax(text, extension_);
    if (kind == 'L') extension_.name = text.c_str();
    if (kind == 'K') extension_.link = text.c_str();
    return {};
  }

  void take_entry(const Block& block, char kind, bool is_file, std::uint64_t bytes) {
    const std::string name = normal_name(extension_.name.empty() ? name_of(block) : extension_.name);
    // Of two of one name the last one counts, as for tar.
    out_.files_.erase(name);
    out_.links_.erase(name);
    if (is_file) out_.files_[name] = {at_, bytes};
    if (kind != '1' && kind != '2') return;
    const std::string to = extension_.link.empty() ? std::string(text_of(block, 157, 100)) : extension_.link;
    const auto slash = kind == '2' && !to.starts_with('/') ? name.rfind('/') : std::string::npos;
    out_.links_[name] = normal_name(slash == std::string::npos ? to : name.substr(0, slash + 1) + to);
  }

  bool read(std::uint64_t at, char* bytes, std::size_t count) const {
    while (count > 0) {
      const ssize_t got = pread(file_, bytes, count, static_cast<off_t>(at));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return false;
      bytes += got;
      at += static_cast<std::uint64_t>(got);
      count -= static_cast<std::size_t>(got);
    }
    return true;
  }

  int file_;
  std::uint64_t size_;
  std::uint64_t at_ = 0;
  Extension extension_;
  ArchiveIndex out_;
};

Result<ArchiveIndex> ArchiveIndex::read(int file) {
  struct stat facts {};
  if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) return no_archive("it is not a file");
  return ArchiveScan{file, static_cast<std::uint64_t>(facts.st_size)}.run();
}

std::optional<ArchiveMember> ArchiveIndex::find(const std::string& name) const {
  std::string at = normal_name(name);
  for (int links = 0; links <= kMaxLinks; ++links) {
    if (const auto found = files_.find(at); found != files_.end()) return found->second;
    const auto link = links_.find(at);
    if (link == links_.end()) return std::nullopt;
    at = link->second;
  }
  return std::nullopt;
}

}  // namespace eni::sandbox::images
