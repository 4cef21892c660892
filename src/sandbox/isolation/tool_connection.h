#pragma once
/// The sandbox's side of a tool's client in a jail (init/tool_client.cpp): whole messages both ways.
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/task.h"
#include "net/descriptor.h"
#include "net/event_loop.h"
#include "sandbox/isolation/init/wire.h"

namespace eni::sandbox::isolation {

class ToolConnection {
 public:
  virtual ~ToolConnection() = default;
  /// The client's next message; nothing once it has gone, or has sent what is no message.
  virtual Task<std::optional<std::string>> receive() = 0;
  /// Never waits: what the client does not take yet is kept. What a client that has gone is sent is forgotten.
  virtual void send(const wire::Writer& message) = 0;
};

/// Takes connections until its end.
class ToolListener {
 public:
  using OnConnection = std::function<void(std::shared_ptr<ToolConnection>)>;
  /// @param listener  JailSockets::tools
  static std::unique_ptr<ToolListener> make(net::EventLoop& loop, net::Descriptor listener,
                                            OnConnection on_connection);
  virtual ~ToolListener() = default;
};

}  // namespace eni::sandbox::isolation
