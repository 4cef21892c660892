#pragma once
/// The process that runs a function's code: in a jail of its own where the kernel allows that, else as this user.
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/task.h"
#include "net/child_process.h"
#include "net/server.h"
#include "sandbox/gateway/call.h"
#include "sandbox/services/lambda/launch.h"
#include "sandbox/store/lambda_repository.h"

namespace eni::sandbox::lambda_service {

struct FunctionEnd {
  net::ProcessEnd process;
  int start_error = 0;         ///< errno: it was never started
  bool out_of_memory = false;  ///< killed for using more than MemorySize
};

/// What is to be run, as the machine sees it.
struct FunctionProgram {
  LambdaFunction function;
  Launch launch;
  std::string task_root;
  std::string layers_root;
  std::string scratch_directory;
};

class FunctionProcess {
 public:
  using OnLine = std::function<void(std::string)>;
  using OnEnd = std::function<void(FunctionEnd)>;

  /// Nothing runs yet.
  /// @error  for operators
  static Task<Result<std::unique_ptr<FunctionProcess>>> make(Environment& environment, net::EventLoop& loop,
                                                             FunctionProgram program, OnLine on_line,
                                                             OnEnd on_end);
  /// Kills it, and all that it started; neither callback is called any more.
  virtual ~FunctionProcess() = default;

  /// Paths as the process sees them.
  virtual const FunctionProgram& program() const = 0;
  /// Where its Runtime API is to listen.
  virtual net::ServerOptions runtime_api() = 0;
  /// @error  "REASON" as the system says it; in a jail `on_end` says it
  virtual Result<void> start(std::map<std::string, std::string> environment) = 0;
  virtual void kill() = 0;
  /// Lets it and all that it started stand still until thaw(). Its memory is watched whenever it does not.
  virtual void freeze() = 0;
  virtual void thaw() = 0;
  /// Before peak_memory_kib(): a short run may have been over between two looks.
  virtual Task<void> measure_memory() = 0;
  virtual std::uint64_t peak_memory_kib() const = 0;
  virtual void read_output() = 0;
};

}  // namespace eni::sandbox::lambda_service
