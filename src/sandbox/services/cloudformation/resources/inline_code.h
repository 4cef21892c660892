#pragma once
/// Code written into a template (AWS::Lambda::Function, Code.ZipFile) as the archive that Lambda takes.
#include <string>
#include <string_view>

#include "base/result.h"

namespace eni::sandbox::cloudformation {

/// The file that holds inline code: "index.js" for nodejs*, "index.py" for python*; "" for other runtimes.
std::string_view inline_file_name(std::string_view runtime);

/// A zip archive of one stored file, the same bytes for the same content.
std::string zip_of(std::string_view file_name, std::string_view content);

}  // namespace eni::sandbox::cloudformation
