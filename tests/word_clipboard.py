# ruff: noqa: E501 - as the clipboard has it
"""HTML as Word, Word for the web and WPS put it on the clipboard, with all their markup."""

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=ProgId content=Word.Document>
<meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/ADMINI~1/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml><![endif]-->
<style><!-- /* Font Definitions */ @font-face {font-family:宋体; panose-1:2 1 6 0 3 1 1 1 1 1;}
p.MsoNormal {mso-style-unhide:no; margin:0cm; text-align:justify;} --></style>
<!--[if gte mso 10]><style>/* Style Definitions */ table.MsoNormalTable {mso-style-name:普通表格;}</style><![endif]-->
</head>
<body lang=ZH-CN style='tab-interval:21.0pt;word-wrap:break-word;text-justify-trim:punctuation'>
<!--StartFragment-->
<h1 style='mso-margin-top-alt:auto'><span style='font-family:方正小标宋简体'>学习体会<span lang=EN-US><o:p></o:p></span></span></h1>
<p class=MsoNormal style='text-indent:21.0pt;mso-char-indent-count:2.0'><span
style='font-size:16.0pt;font-family:仿宋_GB2312'>先想清楚，再动笔。<b style='mso-bidi-font-weight:normal'>短</b>是尊重，<i>实</i>是本分；<span lang=EN-US>2026</span>年起
要改。<span lang=EN-US><o:p></o:p></span></span></p>
<p class=MsoListParagraph style='margin-left:21.0pt;text-indent:-21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
lang=EN-US style='font-family:Wingdings;mso-bidi-font-family:Wingdings'><span style='mso-list:Ignore'>Ø<span
style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]>第一条：少写套话</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;</span></span><![endif]>第二条：一件事一段</p>
<p class=MsoNormal style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>一、<span>&nbsp;</span></span><![endif]>关于会议</p>
<p class=MsoNormal>到<st1:place w:st="on"><st1:City w:st="on">北京</st1:City></st1:place>调研<a
style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference>[1]</span></a>，5*3_2 a&lt;b</p>
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'>
<tr style='mso-yfti-irow:0'><td width=100><p class=MsoNormal>项目<o:p></o:p></p></td><td><p class=MsoNormal>做法</p></td></tr>
<tr><td><p>会前</p></td><td><p>列清单</p><p>发提纲</p></td></tr></table>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<!--EndFragment-->
</body></html>"""

WPS = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name="ProgId" content="Word.Document"><meta name="Generator" content="WPS Office"><title></title>
<!--[if gte mso 9]><xml><w:WordDocument><w:BrowserLevel>MicrosoftInternetExplorer4</w:BrowserLevel></w:WordDocument></xml><![endif]-->
<style>@font-face{font-family:"仿宋";} p.MsoNormal{mso-style-name:"正文"; mso-pagination:none;}</style></head>
<body style="tab-interval:21pt;text-justify-trim:punctuation;"><!--StartFragment-->
<p class=MsoNormal style="text-indent:32.0000pt;mso-char-indent-count:2.0000;" ><span style="mso-spacerun:'yes';font-family:仿宋;mso-hansi-font-family:'Times New Roman';font-size:16.0000pt;"><font face="仿宋" >调查研究要沉到底，</font></span><b><span style="mso-spacerun:'yes';font-weight:bold;"><font face="仿宋" >问到实处</font></span></b><span style="mso-spacerun:'yes';"><o:p></o:p></span></p>
<p class=MsoNormal style="margin-left:21.0000pt;mso-list:l0 level1 lfo1;" ><![if !supportLists]><span style="mso-list:Ignore;" >(1)<span>&nbsp;</span></span><![endif]><span style="mso-spacerun:'yes';" >先听后讲</span></p>
<p class=MsoNormal style="margin-left:21.0000pt;mso-list:l0 level1 lfo1;" ><![if !supportLists]><span style="mso-list:Ignore;" >(2)<span>&nbsp;</span></span><![endif]><span style="mso-spacerun:'yes';" >当天整理</span></p>
<p class=MsoNormal ><img width="554" height="231" src="file:///C:\\Temp\\ksohtml\\wps1.jpg"><span style="mso-spacerun:'yes';"><o:p></o:p></span></p>
<!--EndFragment--></body></html>"""

PLAIN_WORD = """<!--StartFragment--><p class="MsoNormal" style="mso-line-height-rule:exactly"><span lang="EN-US"><o:p>&nbsp;</o:p></span></p>
<blockquote><div><p class="MsoQuote">凡事预则立</p></div></blockquote><div class="WordSection1">散在外面的话
<p class="MsoNormal"><span style="mso-tab-count:1">&nbsp;&nbsp;&nbsp;</span>缩进的一段</p></div><!--EndFragment-->"""
