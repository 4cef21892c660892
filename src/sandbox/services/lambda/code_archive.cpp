#include "sandbox/services/lambda/code_archive.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <unistd.h>

#include "base/excerpt.h"
#include "embedded/cfn_response_js.h"
#include "embedded/cfnresponse_py.h"
#include "net/write_all.h"
#include "sandbox/services/lambda/archive_tree.h"
#include "sandbox/services/lambda/errors.h"

namespace eni::sandbox::lambda_service {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxEntries = 100'000;

struct ReadFree {
  void operator()(archive* a) const { archive_read_free(a); }
};
struct WriteFree {
  void operator()(archive* a) const { archive_write_free(a); }
};

struct Entry {
  std::string path;
  std::string link;  ///< of a symbolic link: where to
  bool is_folder = false;
  bool is_executable = false;
};

/// What is done with an entry's bytes, piece by piece.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual Result<void> begin(const Entry& entry) = 0;
  virtual Result<void> write(std::string_view bytes) = 0;
};

Result<Entry> read_entry(archive_entry* entry, ArchiveTree& tree) {
  const char* path = archive_entry_pathname(entry);
  Entry result;
  result.path = path ? path : "";
  const auto type = archive_entry_filetype(entry);
  result.is_folder = type == AE_IFDIR;
  result.is_executable = (archive_entry_perm(entry) & 0111) != 0;
  if (type == AE_IFLNK) {
    const char* link = archive_entry_symlink(entry);
    result.link = link ? link : "";
    ENI_CHECK(tree.add_link(result.path, result.link));
  } else if (result.is_folder) {
    ENI_CHECK(tree.add_folder(result.path));
  } else if (type == AE_IFREG) {
    ENI_CHECK(tree.add_file(result.path));
  } else {
    return Error{"the entry '" + excerpt(result.path) + "' is no file", ""};
  }
  return result;
}

/// What libarchive says of a name ends at its first NUL: such a name would be another's. So they are read from the headers, as far
/// as these are what they should be; of the rest libarchive has its own errors.
class ZipNames {
 public:
  explicit ZipNames(std::string_view zip) : zip_{zip} {}

  /// @error  "the name 'NAME' has a NUL in it", NAME up to there
  Result<void> check() const {
    const std::size_t end = zip_.rfind("PK\x05\x06");
    if (end == std::string_view::npos) return {};
    std::size_t at = number(end + 16, 4);
    for (std::size_t count = number(end + 10, 2); count > 0 && has(at, "PK\x01\x02"); --count) {
      const std::size_t name = number(at + 28, 2);
      ENI_CHECK(check_name(at + 46, name));
      const std::size_t local = number(at + 42, 4);
      if (has(local, "PK\x03\x04")) ENI_CHECK(check_name(local + 30, number(local + 26, 2)));
      at += 46 + name + number(at + 30, 2) + number(at + 32, 2);
    }
    return {};
  }

 private:
  bool has(std::size_t at, std::string_view signature) const {
    return at < zip_.size() && zip_.substr(at).starts_with(signature);
  }
  /// Little-endian; 0 where the zip has ended.
  std::size_t number(std::size_t at, std::size_t bytes) const {
    std::size_t value = 0;
    for (std::size_t i = bytes; i > 0 && at + bytes <= zip_.size(); --i)
      value = value << 8 | static_cast<unsigned char>(zip_[at + i - 1]);
    return value;
  }
  Result<void> check_name(std::size_t at, std::size_t bytes) const {
    const std::string_view name = zip_.substr(std::min(at, zip_.size()), bytes);
    const std::size_t nul = name.find('\0');
    if (nul == std::string_view::npos) return {};
    return Error{"the name '" + excerpt(name.substr(0, nul)) + "' has a NUL in it", ""};
  }

  std::string_view zip_;
};

constexpr const char* kTooLarge = "too large";

/// Gives each entry of a zip to a sink, a part of the zip at a time.
class ZipReader {
 public:
  ZipReader(std::string_view zip, Sink& sink) : sink_{sink}, names_{ZipNames{zip}.check()} {
    archive_read_support_format_zip_seekable(reader_.get());
    opened_ = archive_read_open_memory(reader_.get(), zip.data(), zip.size()) == ARCHIVE_OK;
  }

  /// Goes on until `bytes` have been unpacked (about; an entry counts a little) or the zip has ended.
  /// @return  whether it has ended
  /// @error   what is wrong with the archive; kTooLarge
  Result<bool> read(std::size_t bytes) {
    constexpr std::size_t kBytesPerEntry = 16 * 1024;
    ENI_CHECK(names_);
    if (!opened_) return failure();
    for (std::size_t done = 0; done < bytes; done += kBytesPerEntry) {
      if (!in_entry_) {
        ENI_TRY(const bool ended, next_entry());
        if (ended) return true;
      }
      ENI_TRY(const std::size_t size, read_piece());
      done += size;
    }
    return false;
  }

  std::size_t total() const { return total_; }

 private:
  Error failure() const { return {archive_error_string(reader_.get()), ""}; }

  Result<bool> next_entry() {
    archive_entry* raw = nullptr;
    const int code = archive_read_next_header(reader_.get(), &raw);
    if (code == ARCHIVE_EOF && entries_ == 0) return Error{"the archive is empty", ""};
    if (code == ARCHIVE_EOF) return true;
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return failure();
    if (++entries_ > kMaxEntries) return Error{kTooLarge, ""};
    ENI_TRY(const Entry entry, read_entry(raw, tree_));
    ENI_CHECK(sink_.begin(entry));
    in_entry_ = true;
    return false;
  }

  Result<std::size_t> read_piece() {
    const la_ssize_t size = archive_read_data(reader_.get(), buffer_.data(), buffer_.size());
    if (size < 0) return failure();
    in_entry_ = size > 0;
    const auto bytes = static_cast<std::size_t>(size);
    total_ += bytes;
    if (total_ > kMaxUnzippedBytes) return Error{kTooLarge, ""};
    ENI_CHECK(sink_.write({buffer_.data(), bytes}));
    return bytes;
  }

  Sink& sink_;
  Result<void> names_;  ///< what is wrong with them
  std::unique_ptr<archive, ReadFree> reader_{archive_read_new()};
  bool opened_ = false;
  bool in_entry_ = false;
  ArchiveTree tree_;
  std::size_t total_ = 0;
  std::size_t entries_ = 0;
  std::array<char, 64 * 1024> buffer_{};
};

class NoSink final : public Sink {
 public:
  Result<void> begin(const Entry&) override { return {}; }
  Result<void> write(std::string_view) override { return {}; }
};

class FolderSink final : public Sink {
 public:
  explicit FolderSink(const std::string& folder) : folder_{folder} {}
  ~FolderSink() override { close_file(); }

  Result<void> begin(const Entry& entry) override {
    close_file();
    const fs::path path = folder_ / entry.path;
    std::error_code error;
    fs::create_directories(entry.is_folder ? path : path.parent_path(), error);
    if (entry.is_folder) return {};
    fs::remove(path, error);
    if (!entry.link.empty()) {
      fs::create_symlink(entry.link, path, error);
      if (error) return Error{"cannot write " + path.string() + ": " + error.message(), ""};
      return {};
    }
    // Lambda gives every file to the function readable.
    file_ = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                 entry.is_executable ? 0755 : 0644);
    if (file_ < 0) return Error{"cannot write " + path.string() + ": " + std::strerror(errno), ""};
    return {};
  }

  Result<void> write(std::string_view bytes) override {
    const int error = file_ < 0 ? 0 : net::write_all(file_, bytes);
    if (error == 0) return {};
    return Error{std::string("cannot write the function's code: ") + std::strerror(error), ""};
  }

 private:
  void close_file() {
    if (file_ >= 0) close(file_);
    file_ = -1;
  }
  fs::path folder_;
  int file_ = -1;
};

void add_file(archive* writer, const ZipFile& file) {
  const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry{archive_entry_new(),
                                                                            archive_entry_free};
  archive_entry_set_pathname(entry.get(), file.path.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(file.bytes.size()));
  archive_entry_set_filetype(entry.get(), file.link.empty() ? AE_IFREG : AE_IFLNK);
  if (!file.link.empty()) archive_entry_set_symlink(entry.get(), file.link.c_str());
  archive_entry_set_perm(entry.get(), static_cast<mode_t>(file.mode));
  archive_entry_set_mtime(entry.get(), 315532800, 0);  // 1980-01-01: the zip format's earliest, and no clock
  archive_write_header(writer, entry.get());
  archive_write_data(writer, file.bytes.data(), file.bytes.size());
}

la_ssize_t append(archive*, void* target, const void* bytes, std::size_t size) {
  static_cast<std::string*>(target)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

}  // namespace

class ZipCheck::Reading {
 public:
  explicit Reading(std::string_view zip) : reader{zip, sink} {}

  NoSink sink;
  ZipReader reader;
};

ZipCheck::ZipCheck(std::string_view zip) : zip_{zip}, reading_{std::make_unique<Reading>(zip)} {}
ZipCheck::~ZipCheck() = default;

aws::ApiResult<bool> ZipCheck::go_on() {
  constexpr std::size_t kBytesAtOnce = 4 * 1024 * 1024;
  if (zip_.empty()) return invalid_value("Uploaded file must be a non-empty zip");
  const Result<bool> ended = reading_->reader.read(kBytesAtOnce);
  if (ended) return *ended;
  if (ended.error().message == kTooLarge) {
    return invalid_value("Unzipped size must be smaller than " + std::to_string(kMaxUnzippedBytes) +
                         " bytes");
  }
  return invalid_value("Could not unzip uploaded file. Please check your file, then try to upload again.");
}

std::size_t ZipCheck::unzipped_bytes() const { return reading_->reader.total(); }

aws::ApiResult<void> check_zip(std::string_view zip) {
  ZipCheck check{zip};
  for (;;) {
    ENI_TRY(const bool ended, check.go_on());
    if (ended) return {};
  }
}

Result<void> unpack_zip(std::string_view zip, const std::string& folder) {
  FolderSink sink{folder};
  ENI_CHECK(ZipReader{zip, sink}.read(std::numeric_limits<std::size_t>::max()));
  return {};
}

std::string make_zip(const std::vector<ZipFile>& files) {
  std::string zip;
  const std::unique_ptr<archive, WriteFree> writer{archive_write_new()};
  archive_write_set_format_zip(writer.get());
  archive_write_set_bytes_in_last_block(writer.get(), 1);
  archive_write_open2(writer.get(), &zip, nullptr, append, nullptr, nullptr);
  for (const ZipFile& file : files) add_file(writer.get(), file);
  archive_write_close(writer.get());
  return zip;
}

std::string zip_inline_source(Launcher language, std::string_view source) {
  if (language == Launcher::kPython)
    return make_zip(
        {{"index.py", std::string(source)}, {"cfnresponse.py", std::string(embedded::cfnresponse_py)}});
  // `require` finds the module beside index.js on AWS; here, as any module.
  return make_zip({{"index.js", std::string(source)},
                   {"node_modules/cfn-response/index.js", std::string(embedded::cfn_response_js)}});
}

}  // namespace eni::sandbox::lambda_service
