#pragma once
/// A function's files, network and limits, as Lambda gives them: its code at /var/task, its layers at /opt, 512 MB or more at /tmp, the Runtime API.
#include <optional>

#include "base/result.h"
#include "sandbox/isolation/layout.h"
#include "sandbox/services/lambda/launch.h"
#include "sandbox/store/lambda_repository.h"

namespace eni::sandbox::lambda_service {

/// Where things lie in a function's jail.
inline constexpr std::string_view kJailTaskRoot = "/var/task";
inline constexpr std::string_view kJailLayers = "/opt";
inline constexpr std::string_view kJailRuntimes = "/var/runtime";
inline constexpr std::string_view kJailScratch = "/tmp";
inline constexpr std::uint16_t kJailRuntimePort = 9001;

/// What a function's program finds in its jail, and how it is started there.
struct FunctionJail {
  isolation::Layout layout;  ///< its first listener is the Runtime API's
  Launch launch;
  std::optional<std::size_t>
      sandbox_listener;                     ///< of the sandbox's own endpoint, where that is on the loopback
  std::optional<std::size_t> tls_listener;  ///< 127.0.0.1:443, unless that is the sandbox's own endpoint
};

/// @param machine       what would be started without a jail
/// @param task_root     the unpacked code on the machine
/// @param layers_root   its unpacked layers
/// @param endpoint_url  of the sandbox
/// @error               why what runs functions cannot be shown in a jail
Result<FunctionJail> function_jail(const LambdaFunction& function, const Launch& machine,
                                   const std::string& task_root, const std::string& layers_root,
                                   std::string_view endpoint_url);

}  // namespace eni::sandbox::lambda_service
