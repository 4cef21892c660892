#pragma once
/// What `aws cloudformation package` does for this project's template: local archives go to S3, and the
/// template that is returned names them there.
#include <functional>
#include <string>

#include "base/json.h"

namespace eni::command {

/// A local archive that a template names.
struct Archive {
  std::string file;  ///< its path
  std::string key;   ///< where it goes: the digest of its bytes, so the same bytes are the same object
  std::string bytes;
};

/// @param template_file  its `Code` paths are relative to its folder
/// @param architecture   "x86_64" or "arm64": functions of others stay as they are, for a condition leaves them out
/// @param upload         stores an archive; called once per archive
/// @return  the template as JSON text, `Code: PATH` of Lambda functions replaced by S3Bucket and S3Key
/// @error   unreadable file, not a template, or a path that is no zip archive
Result<std::string> package_template(const std::string& template_file, std::string_view architecture,
                                     const std::string& bucket,
                                     const std::function<Result<void>(Archive archive)>& upload);

/// The whole of a file. @error  "cannot read FILE: …"
Result<std::string> read_file(const std::string& path);

}  // namespace eni::command
