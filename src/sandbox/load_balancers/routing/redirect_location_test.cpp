#include "sandbox/load_balancers/routing/redirect_location.h"

#include <gtest/gtest.h>

namespace eni::sandbox::load_balancers {
namespace {

struct Row {
  Redirect redirect;
  std::string_view location;
};

TEST(RedirectLocation, FillsInWhatTheRequestHas) {
  const Row rows[] = {
      {{.protocol = "HTTPS", .port = "443"}, "https://example.com:443/a/b?c=d&e"},
      {{.port = "8080"}, "http://example.com:8080/a/b?c=d&e"},
      {{.host = "www.#{host}", .path = "/new/#{path}"}, "http://www.example.com:80/new/a/b?c=d&e"},
      {{.path = "/fixed", .query = ""}, "http://example.com:80/fixed"},
      {{.path = "/#{host}/#{port}", .query = "from=#{path}&#{query}"},
       "http://example.com:80/example.com/80?from=a/b&c=d&e"},
      {{.path = "/#{other}/#{path"}, "http://example.com:80/#{other}/#{path?c=d&e"},
  };
  const net::Request head{"GET", "/a/b?c=d&e", {{"Host", "example.com"}}, ""};
  for (const Row& row : rows)
    EXPECT_EQ(redirect_location(row.redirect, {head, "10.0.0.1", 80}), row.location);
}

TEST(RedirectLocation, WhatARequestBringsIsNoTemplate) {
  const net::Request head{"GET", "/#{query}?x=#{host}", {{"Host", "#{path}"}}, ""};
  EXPECT_EQ(redirect_location({.port = "81"}, {head, "10.0.0.1", 80}),
            "http://#{path}:81/#{query}?x=#{host}");
}

}  // namespace
}  // namespace eni::sandbox::load_balancers
