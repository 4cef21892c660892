#pragma once
/// The runtimes that functions can name, a row each.
#include <string>
#include <string_view>

#include "aws/api_error.h"

namespace eni::sandbox::lambda_service {

/// How code of a family is started.
enum class Launcher {
  kBootstrap,  ///< the file `bootstrap` of the zip
  kNode,       ///< the machine's Node.js with runtimes/nodejs/bootstrap.mjs
  kPython,     ///< the machine's Python 3 with runtimes/python/bootstrap.py
};

struct Runtime {
  std::string_view name;  ///< as AWS spells it
  Launcher launcher;
  bool deprecated = false;  ///< AWS creates no more functions with it; the sandbox does, and logs a warning
};

/// @error  InvalidParameterValueException that names it: unknown to AWS, or not run by this sandbox
aws::ApiResult<const Runtime*> find_runtime(std::string_view name);

}  // namespace eni::sandbox::lambda_service
