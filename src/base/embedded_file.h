#pragma once
/// A file that the build has put into the program (eni_embed in cmake/eni.cmake).
#include <string_view>

namespace eni {

struct EmbeddedFile {
  const char* begin;
  const char* end;  ///< there stands a zero byte

  // Where it ends is known to the linker alone.
  std::string_view text() const { return {begin, static_cast<std::size_t>(end - begin)}; }
  operator std::string_view() const { return text(); }  // NOLINT(google-explicit-constructor)
};

}  // namespace eni
