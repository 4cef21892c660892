#pragma once
/// Deployment packages: zips checked, unpacked and made. A zip comes from outside: nothing of it is written
/// outside its folder, and its unpacked size is limited before it is written.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aws/api_error.h"
#include "base/result.h"
#include "sandbox/services/lambda/runtimes.h"

namespace eni::sandbox::lambda_service {

// Source: Lambda developer guide, "Lambda quotas".
inline constexpr std::size_t kMaxZipBytes = 50 * 1024 * 1024;
inline constexpr std::size_t kMaxUnzippedBytes = 250 * 1024 * 1024;

/// Reads a zip to its end, some 10 ms at a time: 250 MiB take a second, and others wait meanwhile.
class ZipCheck {
 public:
  /// @param zip  outlives the check
  explicit ZipCheck(std::string_view zip);
  ZipCheck(const ZipCheck&) = delete;
  ZipCheck& operator=(const ZipCheck&) = delete;
  ~ZipCheck();

  /// @return  whether the end has been reached; all is well then
  /// @error   InvalidParameterValueException in Lambda's words: empty, unreadable, not to be unpacked into a folder
  ///          (archive_tree.h), or larger unpacked than Lambda takes
  aws::ApiResult<bool> go_on();
  /// Of all files, as far as they have been read.
  std::size_t unzipped_bytes() const;

 private:
  class Reading;
  std::string_view zip_;
  std::unique_ptr<Reading> reading_;
};

/// The same at once.
aws::ApiResult<void> check_zip(std::string_view zip);

/// Writes the files of a checked zip below `folder`, which exists; files keep their executable bit.
Result<void> unpack_zip(std::string_view zip, const std::string& folder);

struct ZipFile {
  std::string path;
  std::string bytes;
  int mode = 0644;
  std::string link = {};  ///< of a symbolic link, which has no bytes: where to
};
/// The same bytes for the same files.
std::string make_zip(const std::vector<ZipFile>& files);

/// A zip of CloudFormation's inline code: index.js or index.py, and the module cfn-response or cfnresponse
/// beside it. The same bytes for the same source.
/// @param language  kNode or kPython
std::string zip_inline_source(Launcher language, std::string_view source);

}  // namespace eni::sandbox::lambda_service
