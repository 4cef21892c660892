#pragma once
/// What `aws cloudformation package` does for this project's template: local archives go to S3, and the
/// template that is returned names them there.
#include <functional>
#include <string>

#include "base/json.h"

namespace eni::command {

/// @param template_file  its `Code` paths are relative to its folder
/// @param upload         stores an archive's bytes under a key; called once per archive
/// @return  the template as JSON text, `Code: PATH` of Lambda functions replaced by S3Bucket and S3Key
/// @error   unreadable file, not a template, or a path that is no zip archive
Result<std::string> package_template(
    const std::string& template_file, const std::string& bucket,
    const std::function<Result<void>(const std::string& key, std::string bytes)>& upload);

/// The whole of a file. @error  "cannot read FILE: …"
Result<std::string> read_file(const std::string& path);

}  // namespace eni::command
