#pragma once
/// For requests and answers whose bodies are too large to be in memory: layers of images.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "net/descriptor.h"
#include "net/http.h"

namespace eni::net {

class Responder;

/// Takes one request's body as it arrives, in place of Request::body; of any size. Destroyed without finish() where the
/// connection breaks.
class BodyReceiver {
 public:
  virtual ~BodyReceiver() = default;
  /// Before anything of the body: an answer refuses the request, upon which the connection ends.
  virtual std::optional<Response> begin() = 0;
  /// The next piece. An answer ends the request, and the connection.
  virtual std::optional<Response> receive(std::string_view bytes) = 0;
  /// All has come. The request's body is empty.
  virtual void finish(Request&& request, std::shared_ptr<Responder> responder) = 0;
};

/// Who takes the body of a request; null if it is to be in memory as usual.
using ChooseReceiver = std::function<std::unique_ptr<BodyReceiver>(const Request& head)>;

/// A part of a file that is the body of an answer.
struct FileRange {
  Descriptor file;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

}  // namespace eni::net
