#pragma once
/// What of the user's machine settings and credentials come from. Tests give it literally.
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "client/run_program.h"
#include "net/http.h"

namespace eni::client {

/// For several threads.
class UserEnvironment {
 public:
  virtual ~UserEnvironment() = default;
  /// Of the process's environment; nothing if it is unset or empty.
  virtual std::optional<std::string> variable(const std::string& name) const = 0;
  /// The whole of a file of at most 8 MiB; nothing if there is none. @param path  "~/" at its start is the user's home
  virtual Result<std::optional<std::string>> read_file(const std::string& path) const = 0;
  /// Puts a file that only the user may read in the place of the one that is there, at once; makes the folders that it needs.
  virtual Result<void> write_private_file(const std::string& path, const std::string& bytes) const = 0;
  virtual Result<ProgramOutput> run(const std::vector<std::string>& argv) const = 0;
  /// What the user types at the terminal, unseen. @error  there is no terminal
  virtual Result<std::string> ask(const std::string& prompt) const = 0;
  /// One exchange with an endpoint of the machine's own, such as that of its instance metadata: never through a proxy.
  virtual Result<net::Response> exchange(const net::Url& url, net::Request request,
                                         Duration timeout) const = 0;
};

/// The process's own.
class ProcessEnvironment final : public UserEnvironment {
 public:
  std::optional<std::string> variable(const std::string& name) const override;
  Result<std::optional<std::string>> read_file(const std::string& path) const override;
  Result<void> write_private_file(const std::string& path, const std::string& bytes) const override;
  Result<ProgramOutput> run(const std::vector<std::string>& argv) const override;
  Result<std::string> ask(const std::string& prompt) const override;
  Result<net::Response> exchange(const net::Url& url, net::Request request, Duration timeout) const override;

 private:
  std::string place_of(const std::string& path) const;
};

}  // namespace eni::client
