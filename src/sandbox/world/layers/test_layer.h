#pragma once
/// For tests: archives byte by byte, as nobody who means well writes them, and folders that show what became of them.
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <utility>
#include <vector>
#include <zlib.h>
#include <zstd.h>

#include "base/test_folder.h"
#include "net/descriptor.h"
#include "sandbox/world/layers/layer.h"
#include "sandbox/world/layers/remove_tree.h"

namespace eni::sandbox::world::layers {

/// A tar archive. Entries belong to who runs the test unless owner() says otherwise, so that anybody can unpack them.
class Tar {
 public:
  Tar& owner(std::uint64_t user, std::uint64_t group) {
    user_ = user;
    group_ = group;
    return *this;
  }
  Tar& file(const std::string& name, const std::string& content, unsigned mode = 0644) {
    return entry('0', name, {}, mode, content.size()).body(content);
  }
  Tar& folder(const std::string& name, unsigned mode = 0755) { return entry('5', name, {}, mode, 0); }
  Tar& link(const std::string& name, const std::string& target) { return entry('2', name, target, 0777, 0); }
  Tar& hard_link(const std::string& name, const std::string& target) {
    return entry('1', name, target, 0644, 0);
  }
  /// @param type  '3' character device, '4' block device, '6' fifo
  Tar& special(char type, const std::string& name, unsigned major, unsigned minor) {
    return entry(type, name, {}, 0644, 0, major, minor);
  }

  using Records = std::vector<std::pair<std::string, std::string>>;
  /// What the next entry has besides or instead of its header.
  Tar& pax(const Records& records, char type = 'x') {
    std::string text;
    for (const auto& [key, value] : records) text += record(key, value);
    return entry(type, "PaxHeaders/x", {}, 0644, text.size()).body(text);
  }
  /// The next entry's name, as GNU tar writes long ones.
  Tar& long_name(const std::string& name) {
    return entry('L', "././@LongLink", {}, 0, name.size() + 1).body(name + '\0');
  }
  Tar& entry(char type, const std::string& name, const std::string& target, unsigned mode, std::uint64_t size,
             unsigned major = 0, unsigned minor = 0) {
    std::string header(512, '\0');
    header.replace(0, std::min<std::size_t>(name.size(), 100), name, 0, 100);
    number(header, 100, 8, mode);
    number(header, 108, 8, user_);
    number(header, 116, 8, group_);
    number(header, 124, 12, size);
    number(header, 136, 12, 1'600'000'000);
    header[156] = type;
    header.replace(157, std::min<std::size_t>(target.size(), 100), target, 0, 100);
    header.replace(257, 8, std::string("ustar\00000", 8));
    number(header, 329, 8, major);
    number(header, 337, 8, minor);
    fix_checksum(header, 0);
    bytes_ += header;
    return *this;
  }
  /// The bytes of an entry, filled up to a block.
  Tar& body(const std::string& bytes) {
    bytes_ += bytes;
    bytes_.resize((bytes_.size() + 511) / 512 * 512, '\0');
    return *this;
  }

  std::string bytes() const { return bytes_ + std::string(1024, '\0'); }

  /// Of the header that begins at `at`: after it was changed.
  static void fix_checksum(std::string& bytes, std::size_t at) {
    bytes.replace(at + 148, 8, 8, ' ');
    unsigned sum = 0;
    for (std::size_t i = 0; i < 512; ++i) sum += static_cast<unsigned char>(bytes[at + i]);
    std::snprintf(bytes.data() + at + 148, 8, "%06o", sum);
  }

 private:
  static std::string record(const std::string& key, const std::string& value) {
    const std::size_t size = key.size() + value.size() + 3;
    std::size_t digits = 1;
    while (std::to_string(size + digits).size() > digits) ++digits;
    return std::to_string(size + digits) + " " + key + "=" + value + "\n";
  }
  /// Octal; in base 256 what is too large for that.
  static void number(std::string& header, std::size_t at, std::size_t width, std::uint64_t value) {
    if (value < std::uint64_t{1} << (3 * (width - 1))) {
      std::snprintf(header.data() + at, width, "%0*llo", static_cast<int>(width - 1),
                    static_cast<unsigned long long>(value));
      return;
    }
    for (std::size_t i = width; i > 0; --i, value >>= 8) header[at + i - 1] = static_cast<char>(value & 0xff);
    header[at] = static_cast<char>(header[at] | '\x80');
  }

  std::uint64_t user_ = getuid(), group_ = getgid();
  std::string bytes_;
};

inline std::string gzip(const std::string& bytes) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

inline std::string zstd(const std::string& bytes) {
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 1));
  return packed;
}

/// What a layer's folder shows, a line a name in order: "usr/ 755", "usr/sh 4755 hello", "lib -> usr/lib", "p fifo 644", "x whiteout",
/// "etc/ 755 opaque"; "hard 644 text = soft" never: links to one file are lines of the same content.
class Listing {
 public:
  static std::vector<std::string> of(const std::string& root) {
    Listing listing{root};
    listing.add_folder("");
    std::sort(listing.lines_.begin(), listing.lines_.end());
    return listing.lines_;
  }

 private:
  explicit Listing(std::string root) : root_{std::move(root)} {}

  void add_folder(const std::string& name) {
    for (const auto& entry : std::filesystem::directory_iterator{root_ + "/" + name})
      add((name.empty() ? "" : name + "/") + entry.path().filename().string());
  }
  void add(const std::string& name) {
    const std::string path = root_ + "/" + name;
    struct stat status {};
    ASSERT_EQ(lstat(path.c_str(), &status), 0) << path;
    char mode[8];
    std::snprintf(mode, sizeof mode, "%o", status.st_mode & 07777U);
    if (S_ISDIR(status.st_mode)) {
      lines_.push_back(name + "/ " + mode + (is_opaque(path) ? " opaque" : ""));
      add_folder(name);
    } else if (S_ISLNK(status.st_mode)) {
      lines_.push_back(name + " -> " + std::filesystem::read_symlink(path).string());
    } else if (S_ISREG(status.st_mode)) {
      lines_.push_back(name + " " + mode + " " + content(path));
    } else if (S_ISFIFO(status.st_mode)) {
      lines_.push_back(name + " fifo " + mode);
    } else {
      lines_.push_back(name + (S_ISCHR(status.st_mode) && status.st_rdev == 0 ? " whiteout" : " device"));
    }
  }
  static bool is_opaque(const std::string& path) {
    char value = 0;
    return getxattr(path.c_str(), "user.overlay.opaque", &value, 1) == 1 && value == 'y';
  }
  static std::string content(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

  std::string root_;
  std::vector<std::string> lines_;
};

/// A folder for the layer with something beside it that no layer may touch.
class LayerPlace {
 public:
  LayerPlace() {
    std::filesystem::create_directories(root());
    std::filesystem::create_directories(outside() + "/e");
    std::ofstream{outside() + "/secret"} << "secret";
    before_ = describe_outside();
  }

  /// Who is not root could not remove what lies in read-only folders otherwise.
  ~LayerPlace() {
    const net::Descriptor parent{open(folder_.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    remove_tree(parent.get(), "root");
  }
  LayerPlace(const LayerPlace&) = delete;
  LayerPlace& operator=(const LayerPlace&) = delete;

  std::string root() const { return folder_.file("root"); }
  std::string outside() const { return folder_.file("outside"); }

  LayerReport unpack(const std::string& blob, const LayerExpectation& expectation = {},
                     const LayerLimits& limits = {}, const UnpackOptions& options = {}) const {
    const net::Descriptor file{memfd_create("layer", MFD_CLOEXEC)};
    EXPECT_EQ(write(file.get(), blob.data(), blob.size()), static_cast<ssize_t>(blob.size()));
    lseek(file.get(), 0, SEEK_SET);
    const net::Descriptor folder{open(root().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    return unpack_layer(file.get(), folder.get(), expectation, limits, options);
  }
  std::vector<std::string> listing() const { return Listing::of(root()); }

  /// Names, contents, modes, inodes, links and times of all that is not the layer's.
  bool outside_is_untouched() const { return describe_outside() == before_; }

 private:
  std::string describe_outside() const {
    std::string text;
    for (const std::string& line : Listing::of(outside())) text += line + "\n";
    for (const std::string name : {"", "/e", "/secret"}) {
      struct stat status {};
      lstat((outside() + name).c_str(), &status);
      for (const auto value :
           {std::uint64_t{status.st_ino}, std::uint64_t{status.st_mode}, std::uint64_t{status.st_nlink},
            std::uint64_t{status.st_uid}, static_cast<std::uint64_t>(status.st_mtim.tv_sec),
            static_cast<std::uint64_t>(status.st_mtim.tv_nsec),
            static_cast<std::uint64_t>(status.st_ctim.tv_sec),
            static_cast<std::uint64_t>(status.st_ctim.tv_nsec)})
        text += std::to_string(value) + " ";
    }
    for (const auto& entry : std::filesystem::directory_iterator{folder_.path()})
      if (entry.path().filename() != "root" && entry.path().filename() != "outside")
        text += entry.path().string();
    return text;
  }

  TestFolder folder_;
  std::string before_;
};

/// tmpfs has user.* attributes since Linux 6.6 only.
inline bool keeps_user_xattrs() {
  const LayerPlace place;
  return setxattr(place.root().c_str(), "user.eni", "y", 1, 0) == 0;
}

}  // namespace eni::sandbox::world::layers
