#pragma once
/// Outside text in messages.
#include <string>
#include <string_view>

namespace eni {

/// `text` as a message may quote it: whole if it is short, else its first `max_bytes` at most, cut between code
/// points, and "...". So no answer and no log line grows with what was sent.
std::string excerpt(std::string_view text, std::size_t max_bytes = 256);

}  // namespace eni
