#pragma once
/// Where a page of ListImages ends: at a tag, or at the digest of an image without one. The registry's list of tags goes on behind
/// a tag that the client names, so it makes such a place itself.
#include <string>
#include <string_view>

namespace eni::sandbox::ecr_service {

struct ListPlace {
  std::string tag;     ///< the last one given; "" if it is at the beginning, or among images without tags
  std::string digest;  ///< the last one given of these

  static ListPlace of(std::string_view digest, std::string_view tag) {
    return tag.empty() ? ListPlace{"", std::string(digest)} : ListPlace{std::string(tag), ""};
  }
  /// Of what a page token holds; a digest has a colon, a tag has none.
  static ListPlace of_token(std::string_view text) {
    return text.find(':') == std::string_view::npos ? ListPlace{std::string(text), ""}
                                                    : ListPlace{"", std::string(text)};
  }
  std::string token() const { return tag + digest; }
};

}  // namespace eni::sandbox::ecr_service
