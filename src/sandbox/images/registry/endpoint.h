#pragma once
/// Where a registry is, and where its answers may lead.
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http.h"

namespace eni::sandbox::images {

/// Of the machine itself: such registries are reached by plain HTTP and without a proxy, as Docker does.
bool is_loopback(std::string_view host);

/// Whether it is at another address than its name says: it is told the name.
bool is_elsewhere(const std::string& registry, const std::map<std::string, std::string>& endpoints);

/// @param endpoints  host -> URL, for those that are elsewhere than their names say
/// @return  without a path: "https://registry-1.docker.io" of "docker.io", "http://127.0.0.1:4566"; for names below "localhost" the
///          loopback too, which a DNS server might take elsewhere (RFC 6761, 6.3)
Result<net::Url> registry_url(const std::string& registry,
                              const std::map<std::string, std::string>& endpoints);

/// A URL of an answer from `from`: of a Location, of a token's realm.
/// @error  it is none, or less protected than where it comes from: plain HTTP, but for the loopback from the loopback
Result<net::Url> url_of_answer(const net::Url& from, std::string_view text);

/// Whether both are one server's, so that one may see what the other may.
bool is_same_server(const net::Url& a, const net::Url& b);

}  // namespace eni::sandbox::images
