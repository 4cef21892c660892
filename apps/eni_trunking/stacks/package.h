#pragma once
/// What `aws cloudformation package` does, for this project's template: the function's archive goes to S3, and the template that
/// is returned names it there. Template and archives are parts of the command.
#include <functional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace eni::command {

/// The function's archive, as it is uploaded.
struct Archive {
  std::string name;  ///< "eni-trunking-function-x86_64.zip"
  std::string
      key;  ///< where it goes in the bucket: it has the digest of its bytes, so the same bytes are the same object
  std::string bytes;
};

/// templates/eni-trunking.yml, as it was when this program was built.
std::string_view own_template();

/// The function for `architecture` ("x86_64", "arm64"): that of this program's build, or where the function has been built later,
/// the file that lies there.
/// @param program   path of this executable
/// @param key_prefix  "" or "folder/"
/// @error  there is none, and how to make it
Result<Archive> own_archive(std::string_view program, std::string_view architecture,
                            std::string_view key_prefix = "");

/// @param text  a template, YAML or JSON
/// @param bucket  its name, or an intrinsic function that gives it
/// @return  the template as JSON text; where a Lambda function's `Code` names a local file, it names the archive in `bucket`. Of
///          functions for other architectures, too: a condition leaves them out, but CloudFormation wants an object there
/// @error   not a template
Result<std::string> package_template(std::string_view text, const json::value& bucket,
                                     const std::string& key);

}  // namespace eni::command
